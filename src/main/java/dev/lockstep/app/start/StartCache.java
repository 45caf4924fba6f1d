package dev.lockstep.app.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * AOT cache that {@code lockstep warm-up} made for a quicker start. It fits the jars that it was
 * made with, by their sizes and times. The JVM ignores it for other jars, and for copies that lost
 * their times, without a message that people would understand.
 *
 * @param file the cache
 * @param library the folder that holds the jars
 */
record StartCache(Path file, Path library) {
  /** Hidden option of bin/warm-up; the cache, the folder and the list to write follow. */
  static final String LIST = "--list-jars";

  /** Set by bin/lockstep where it gives the JVM the cache. No key of the configuration. */
  private static final String GIVEN = "lockstep-cache";

  /** Warns in one line where the cache was given and does not fit. */
  static void warnWhereStale() {
    String given = System.getProperty(GIVEN);
    // The JVM's own word, as `java -version` shows it. Where it took the cache nothing is looked
    // at.
    if (given == null || System.getProperty("java.vm.info", "").contains("sharing")) {
      return;
    }
    Path file = Path.of(given);
    StartCache cache = new StartCache(file, file.resolveSibling(""));
    if (!cache.fits(file.resolveSibling(file.getFileName() + ".jars"))) {
      System.err.printf(
          "lockstep: the cache for a quicker start does not fit the files in %s (copied without"
              + " their times, replaced, or cut off), so the start takes longer; %s warm-up repairs"
              + " it.%n",
          cache.library, cache.library.resolveSibling("bin").resolve("lockstep"));
    }
  }

  /**
   * Whether it is the one that was made, and the jars those that it was made with. If so, the JVM
   * had another reason to pass it over, which a new one would not take away: a debugger, say.
   */
  private boolean fits(Path list) {
    try {
      return Files.readAllLines(list).equals(lines());
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** Writes down what it fits. */
  void list(Path list) throws IOException {
    Files.write(list, lines());
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>(List.of("cache " + Files.size(file)));
    try (Stream<Path> all = Files.walk(library)) {
      for (Path jar : all.filter(each -> each.toString().endsWith(".jar")).sorted().toList()) {
        // Seconds, as the JVM looks at them; finer ones do not survive every archive.
        long changed = Files.getLastModifiedTime(jar).to(TimeUnit.SECONDS);
        lines.add("%s %d %d".formatted(library.relativize(jar), Files.size(jar), changed));
      }
    }
    return lines;
  }
}
