package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Keeps a database and the files beside it to their owner (mode 0600): who can write to them can
 * say what machines did. SQLite gives its log the mode of the file it belongs to.
 */
final class OwnerOnly {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.journal");
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");
  private static final List<String> BESIDE =
      List.of("", "-wal", "-shm", ".mark", ".lock", ".reserve");

  private OwnerOnly() {}

  /** Makes the file, empty, where there is none: what makes it later would ask the umask. */
  static void make(Path file) throws IOException {
    try {
      if (isPosix(file)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(MODE));
      }
    } catch (FileAlreadyExistsException usual) {
      // what it may be read by is looked at next
    }
  }

  /** With these a folder is made that its owner alone may look into. */
  static FileAttribute<?>[] folder(Path folder) {
    return isPosix(folder)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Takes others' rights away, where they have any, and says so. */
  static void narrow(JournalSettings settings) {
    for (String suffix : BESIDE) {
      Path file = suffix.isEmpty() ? settings.path() : settings.beside(suffix);
      try {
        if (Files.exists(file) && isPosix(file)) {
          narrow(file, suffix.isEmpty() ? Logger.Level.WARN : Logger.Level.DEBUG);
        }
      } catch (IOException | SecurityException refused) {
        LOG.warnf(
            "others may read or write %s, and that could not be changed (%s): chmod 600 it as its"
                + " owner",
            file, refused);
      }
    }
  }

  private static void narrow(Path file, Logger.Level level) throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
    Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
    others.addAll(found);
    others.removeAll(MODE);
    others.remove(PosixFilePermission.OWNER_EXECUTE);
    if (!others.isEmpty()) {
      Files.setPosixFilePermissions(file, MODE);
      LOG.logf(
          level,
          "%s had mode %s, and has 0600 from now on: only its owner may read and write it",
          file,
          PosixFilePermissions.toString(found));
    }
  }

  static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
