package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which tests run in one process, because two that start Quarkus get in each other's way. */
class QuarkusTestsListTest {
  private static final Path SOURCES = Path.of("src/test/java");
  private static final Path TESTS = Path.of("src/test/quarkus-tests.txt");

  @Test
  void listHasEachTestThatStartsQuarkusAndNoOther() throws IOException {
    List<String> listed =
        Files.readAllLines(TESTS).stream().filter(line -> !line.startsWith("#")).toList();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<String> found =
          files
              .filter(QuarkusTestsListTest::startsQuarkus)
              .map(file -> SOURCES.relativize(file).toString().replace('\\', '/'))
              .sorted()
              .toList();
      assertThat(listed).isEqualTo(found);
    }
  }

  private static boolean startsQuarkus(Path file) {
    try {
      return file.toString().endsWith(".java")
          && Files.readAllLines(file).stream().anyMatch("@QuarkusTest"::equals);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
