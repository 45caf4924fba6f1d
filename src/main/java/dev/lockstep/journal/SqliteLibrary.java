package dev.lockstep.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library. It comes in a jar and is unpacked to be loaded, into a folder that may
 * be written and from which programs may run: hardened hosts mount {@code /tmp} with noexec, and
 * containers leave it out. Then it is unpacked beside the journal.
 */
final class SqliteLibrary {
  /** The driver's own key. Who sets it is not contradicted. */
  private static final String FOLDER = "org.sqlite.tmpdir";

  private static final String LIBRARY_FOLDER = "org.sqlite.lib.path";
  private static final String LIBRARY_NAME = "org.sqlite.lib.name";

  private static final String PREFIX = "sqlite-";

  // Held here: a logger that is collected forgets its level.
  private static final Logger LOADER = Logger.getLogger("org.sqlite.SQLiteJDBCLoader");

  private static boolean loaded;

  private SqliteLibrary() {}

  /**
   * Loads it, once in a process.
   *
   * @param own a folder to unpack it into where there is no other; made where it is needed
   * @throws JournalUnavailableException in one line, naming each folder with what is wrong with it
   */
  static synchronized void load(Path own) throws JournalUnavailableException {
    if (loaded) {
      return;
    }
    Optional<String> set = Optional.ofNullable(System.getProperty(FOLDER));
    List<Path> folders =
        set.map(Path::of)
            .map(List::of)
            .orElseGet(() -> List.of(Path.of(System.getProperty("java.io.tmpdir", "/tmp")), own));
    List<String> refusals = new ArrayList<>();
    for (Path folder : folders) {
      Optional<String> refusal = folder.equals(own) ? cleared(own) : Optional.empty();
      refusal = refusal.or(() -> refusal(folder)).or(() -> failure(folder));
      if (refusal.isEmpty()) {
        loaded = true;
        return;
      }
      refusals.add(folder + " " + refusal.get());
    }
    throw new JournalUnavailableException(
        "SQLite's library cannot be loaded: %s. JAVA_OPTS=-D%s=DIR names a folder that may be written and allows programs"
            .formatted(String.join(", ", refusals), FOLDER));
  }

  /** What a killed process left there is deleted: no other process unpacks there. */
  private static Optional<String> cleared(Path own) {
    try {
      Files.createDirectories(own);
      try (Stream<Path> left = Files.list(own)) {
        for (Path each : left.filter(SqliteLibrary::isUnpacked).toList()) {
          Files.deleteIfExists(each);
        }
      }
      return Optional.empty();
    } catch (IOException failed) {
      return Optional.of("cannot be written (" + failed + ")");
    }
  }

  private static boolean isUnpacked(Path file) {
    return file.getFileName().toString().startsWith(PREFIX);
  }

  /** Why nothing can be run from there; the kernel is asked, not the table of mounts. */
  static Optional<String> refusal(Path folder) {
    try {
      Path probe = Files.createTempFile(folder, "lockstep-", ".probe");
      try {
        boolean marked = probe.toFile().setExecutable(true, true);
        return marked && Files.isExecutable(probe)
            ? Optional.empty()
            : Optional.of("does not allow programs (noexec)");
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (NoSuchFileException missing) {
      return Optional.of("is not there");
    } catch (IOException failed) {
      return Optional.of("cannot be written (" + failed.getMessage() + ")");
    }
  }

  /**
   * The driver would unpack it too, but then compares what it wrote byte by byte, which took a
   * third of an executable's start, and leaves the file to a process that is killed.
   */
  private static Optional<String> failure(Path folder) {
    Optional<Path> unpacked = Optional.empty();
    LOADER.setLevel(Level.OFF); // it would show a stack trace for each folder
    try {
      unpacked = Optional.of(unpacked(folder));
      System.setProperty(LIBRARY_FOLDER, folder.toString());
      System.setProperty(LIBRARY_NAME, unpacked.get().getFileName().toString());
      return SQLiteJDBCLoader.initialize() ? Optional.empty() : Optional.of("does not take it");
    } catch (Exception failed) { // the driver declares no less
      return Optional.of("does not take it (" + firstLine(failed) + ")");
    } finally {
      System.clearProperty(LIBRARY_FOLDER);
      System.clearProperty(LIBRARY_NAME);
      LOADER.setLevel(null);
      unpacked.ifPresent(SqliteLibrary::delete);
    }
  }

  private static Path unpacked(Path folder) throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    Path file = Files.createTempFile(folder, PREFIX, "-" + name);
    try (InputStream library = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
      if (library == null) {
        throw new NoSuchFileException(resource, null, "none for this system");
      }
      Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException failed) {
      delete(file);
      throw failed;
    }
  }

  /** What is loaded needs its file no more. */
  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failed) {
      LOADER.log(Level.FINE, failed, () -> file + " stays");
    }
  }

  private static String firstLine(Exception failed) {
    return String.valueOf(failed.getMessage()).lines().findFirst().orElse("");
  }
}
