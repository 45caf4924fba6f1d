package dev.lockstep.driver.opcua;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Small files that are there whole or not at all, whenever power fails: written under another name,
 * made durable, renamed. Only their owner may read them (mode 0600).
 */
final class DurableFiles {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private DurableFiles() {}

  /**
   * Puts a file in its place, also over one that is there. Durable when this returns.
   *
   * @param aside a folder of the same file system, in which no reader takes an unfinished file for
   *     another
   */
  static void put(Path file, byte[] octets, Path aside) throws IOException {
    makeFolder(folder(file));
    Path fresh = fresh(octets, aside);
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    sync(folder(file));
  }

  /** A new durable file of a name that cannot be guessed. */
  static Path fresh(byte[] octets, Path folder) throws IOException {
    Path fresh = Files.createTempFile(folder, ".new-", "", OWNER_ONLY);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(octets);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    return fresh;
  }

  /** Deletes a file, where it is there. Durable when this returns. */
  static void delete(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      sync(folder(file));
    }
  }

  static void makeFolder(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      Files.createDirectories(folder);
      sync(folder(folder));
    }
  }

  static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path folder(Path file) {
    return Optional.ofNullable(file.getParent()).orElseThrow();
  }
}
