package dev.lockstep.app.start;

import dev.lockstep.app.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Folder into which the HTTP server (Vert.x) unpacks the files of jars that it serves: those of the
 * page to try the API on. It wants one before it listens, and takes {@code /tmp}; where that cannot
 * be written, as in a container whose root is read-only, one beside the journal is named to it.
 */
final class ServedFiles {
  private static final String FOLDER = "quarkus.vertx.cache-directory";

  /** Without these two it wants no folder. */
  private static final List<String> UNPACKING =
      List.of("quarkus.vertx.classpath-resolving", "quarkus.vertx.caching");

  private ServedFiles() {}

  /** Called by main, before Quarkus reads its configuration. */
  static void find() {
    Path usual = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    settings(usual, () -> EarlyStart.settings().map(Settings::journal).map(each -> each.path()))
        .forEach(System::setProperty);
  }

  /**
   * What the server must be told; nothing where the usual folder will do.
   *
   * @param journal empty where the configuration cannot be used: then the start ends with its own
   *     message, and so it does where the journal's folder cannot be written
   */
  static Map<String, String> settings(Path usual, Supplier<Optional<Path>> journal) {
    if (writable(usual)) {
      return Map.of();
    }
    return journal
        .get()
        .map(path -> path.toAbsolutePath().resolveSibling("served"))
        .filter(ServedFiles::cleared)
        // One that is there already it does not take, but the next: served-2, served-3 after each
        // kill.
        .map(folder -> Map.of(FOLDER, folder.resolve("unpacked").toString()))
        .orElseGet(() -> Map.of(UNPACKING.getFirst(), "false", UNPACKING.getLast(), "false"));
  }

  private static boolean writable(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, "lockstep-", ".probe"));
      return true;
    } catch (IOException notThere) {
      return false;
    }
  }

  /** Those of a process that was killed are perhaps of another version. */
  private static boolean cleared(Path folder) {
    try {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> left = Files.walk(folder)) {
          for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(each);
          }
        }
      }
      Files.createDirectories(folder);
      return writable(folder);
    } catch (IOException failed) {
      return false;
    }
  }
}
