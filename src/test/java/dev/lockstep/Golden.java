package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares what the code does with what a reviewer has read and accepted. {@code
 * -Dgolden.rewrite=true} writes the file anew; the review is then the diff.
 */
public final class Golden {
  private Golden() {}

  /** Compares the whole file. */
  public static void check(Path file, String actual) {
    try {
      if (Boolean.getBoolean("golden.rewrite")) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, actual);
      }
      assertThat(file).as("%s; rewrite it with -Dgolden.rewrite=true", file).hasContent(actual);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Compares what stands between {@code <!-- name -->} and {@code <!-- /name -->} of a file that
   * people write.
   */
  public static void checkSection(Path file, String name, String actual) {
    String begin = "<!-- %s -->".formatted(name);
    String end = "<!-- /%s -->".formatted(name);
    try {
      String text = Files.readString(file);
      int from = text.indexOf(begin);
      int to = text.indexOf(end);
      assertThat(from >= 0 && to > from).as("%s holds %s … %s", file, begin, end).isTrue();
      check(
          file,
          text.substring(0, from + begin.length())
              + "\n"
              + actual.strip()
              + "\n"
              + text.substring(to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
