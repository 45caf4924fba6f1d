package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The file that a configured path means, links followed: the lock and the mark stand beside the
 * file itself, so that two links to one journal are one journal.
 */
public final class JournalFile {
  private JournalFile() {}

  /**
   * The file itself; it need not be there yet, nor its folder.
   *
   * @throws IllegalArgumentException where no file can be there; the message says why
   */
  public static Path of(Path configured) {
    Path path = configured.toAbsolutePath();
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException(
          "path is \"%s\", which is a folder; a file in it would be right: %s"
              .formatted(configured, path.resolve("journal.db")));
    }
    for (Path up = path.getParent(); up != null; up = up.getParent()) {
      if (Files.exists(up) && !Files.isDirectory(up)) {
        throw new IllegalArgumentException(
            "path is \"%s\", but %s is no folder".formatted(configured, up));
      }
    }
    return real(path);
  }

  private static Path real(Path path) {
    try {
      if (Files.exists(path)) {
        return path.toRealPath();
      }
      if (Files.isSymbolicLink(path)) {
        return real(path.resolveSibling(Files.readSymbolicLink(path)));
      }
      Path folder = Objects.requireNonNull(path.getParent(), "the root is a folder");
      return Files.exists(folder)
          ? folder.toRealPath().resolve(path.getFileName())
          : path.normalize();
    } catch (IOException unreadable) {
      return path.normalize(); // opening it will say what is wrong
    }
  }
}
