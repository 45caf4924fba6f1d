package dev.lockstep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pages that people read who set a gateway up and operate it. */
public final class Documents {
  private Documents() {}

  /** README, SECURITY and every page of the site. */
  public static List<Path> pages() {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("SECURITY.md")));
    pages.add(Path.of("deploy/monitoring/README.md"));
    try (Stream<Path> files = Files.list(Path.of("src/site/markdown"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return List.copyOf(pages);
  }
}
