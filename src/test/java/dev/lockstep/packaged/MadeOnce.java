package dev.lockstep.packaged;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * What takes long to make, and is the same for all: made by the first of the test's processes that
 * wants it, while the others wait.
 */
final class MadeOnce {
  private static final Path FOLDER = Path.of("target/it").toAbsolutePath();

  private MadeOnce() {}

  /** Makes a file or folder at this path. */
  interface Maker {
    void make(Path half) throws IOException, InterruptedException;
  }

  /** The file or folder of this name; whole, or not there. */
  static Path get(String name, Maker maker) throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    Path made = FOLDER.resolve(name);
    try (FileChannel mark =
            FileChannel.open(
                FOLDER.resolve(name + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var lock = mark.lock()) {
      if (Files.notExists(made) && lock.isValid()) {
        // Its ending stays: mmdebstrap sees by it what is wanted.
        Path half = Files.createTempDirectory(FOLDER, "half-").resolve(name);
        maker.make(half);
        Files.move(half, made, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return made;
  }
}
