package dev.lockstep.app.standby;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A small file of lines, the last one a checksum. Replaced as a whole: power that fails meanwhile
 * leaves the one before.
 */
record ChecksummedFile(Path path) {
  private static final String CHECKSUM = "crc32=";

  /** What stands in it is not what was written. */
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(Path path) {
      super(path + " was damaged");
    }
  }

  /**
   * Its lines, without the checksum.
   *
   * @return empty where there is none
   * @throws DamagedException where it is not as it was written
   */
  Optional<String> read() throws IOException {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    // Octets that are no UTF-8 read as other characters: the checksum finds them.
    String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    int last = text.lastIndexOf(CHECKSUM);
    if (last < 0 || !text.substring(last).strip().equals(CHECKSUM + crc(text.substring(0, last)))) {
      throw new DamagedException(path);
    }
    return Optional.of(text.substring(0, last));
  }

  /**
   * Writes it; returns when that would survive a power cut.
   *
   * @param lines each ends with a line feed
   */
  void write(String lines) throws IOException {
    byte[] octets = (lines + CHECKSUM + crc(lines) + "\n").getBytes(StandardCharsets.UTF_8);
    Path next = path.resolveSibling(path.getFileName() + ".next");
    try (FileChannel file =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(octets);
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
      file.force(true);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(path.toAbsolutePath().getParent())) {
      folder.force(true);
    }
  }

  private static String crc(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
