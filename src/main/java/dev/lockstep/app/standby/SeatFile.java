package dev.lockstep.app.standby;

import dev.lockstep.standby.Reigns;
import dev.lockstep.standby.SeatRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * The file with a PC's {@link SeatRecord}: lines of {@code key=value}, the last one a checksum.
 * Replaced as a whole: power that fails meanwhile leaves the one before.
 */
final class SeatFile {
  private static final String CHECKSUM = "crc32=";

  private final Path path;

  SeatFile(Path path) {
    this.path = path;
  }

  /**
   * Reads it.
   *
   * @return empty where this PC was never in a line
   * @throws IOException where it cannot be read, or is not as it was written
   */
  Optional<SeatRecord> read() throws IOException {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    String text = Files.readString(path);
    int last = text.lastIndexOf(CHECKSUM);
    if (last < 0 || !text.substring(last).strip().equals(CHECKSUM + crc(text.substring(0, last)))) {
      throw new IOException(
          path
              + " was damaged: without it this PC does not know in which reigns it took part. Where"
              + " the other PC is active, put the file aside, and this one begins as a new standby");
    }
    Map<String, String> keys = new HashMap<>();
    text.substring(0, last)
        .lines()
        .map(line -> line.split("=", 2))
        .forEach(each -> keys.put(each[0], each[1]));
    try {
      return Optional.of(
          new SeatRecord(
              keys.getOrDefault("line", ""),
              keys.getOrDefault("self", ""),
              keys.getOrDefault("peer", ""),
              number(keys, "run"),
              number(keys, "term"),
              reigns(keys),
              number(keys, "inSyncTerm")));
    } catch (NumberFormatException other) {
      throw new IOException(path + " is of another version of the gateway", other);
    }
  }

  private static Reigns reigns(Map<String, String> keys) {
    Map<String, Long> last = new TreeMap<>();
    keys.forEach(
        (key, value) -> {
          if (key.startsWith("reign.")) {
            last.put(key.substring("reign.".length()), Long.parseLong(value));
          }
        });
    return new Reigns(last);
  }

  private static long number(Map<String, String> keys, String key) {
    return Long.parseLong(keys.getOrDefault(key, ""));
  }

  /** Writes it; returns when that would survive a power cut. */
  void write(SeatRecord record) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    keys.put("line", record.line());
    keys.put("self", record.self());
    keys.put("peer", record.peer());
    keys.put("run", Long.toString(record.run()));
    keys.put("term", Long.toString(record.term()));
    keys.put("inSyncTerm", Long.toString(record.inSyncTerm()));
    record.reigns().last().forEach((pc, term) -> keys.put("reign." + pc, Long.toString(term)));
    String text =
        keys.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue() + "\n")
            .collect(Collectors.joining());
    byte[] octets = (text + CHECKSUM + crc(text) + "\n").getBytes(StandardCharsets.UTF_8);
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
