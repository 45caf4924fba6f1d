package dev.lockstep.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** What makes a file, or the names in a folder, survive a power cut (fsync). */
final class Durable {
  private Durable() {}

  static void file(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  static void folder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static void folderOf(Path file) throws IOException {
    folder(parent(file));
  }

  /** The folder in which a file stands. */
  static Path parent(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file stands in a folder");
  }
}
