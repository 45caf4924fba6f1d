package dev.lockstep.app.standby;

import dev.lockstep.standby.Reigns;
import dev.lockstep.standby.SeatRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The file with a PC's {@link SeatRecord}: lines of {@code key=value}, the last one a checksum.
 * Replaced as a whole: power that fails meanwhile leaves the one before.
 */
final class SeatFile {
  private final ChecksummedFile file;

  SeatFile(Path path) {
    this.file = new ChecksummedFile(path);
  }

  /**
   * Reads it.
   *
   * @return empty where this PC was never in a line
   * @throws IOException where it cannot be read, or is not as it was written
   */
  Optional<SeatRecord> read() throws IOException {
    Optional<String> text;
    try {
      text = file.read();
    } catch (ChecksummedFile.DamagedException damaged) {
      throw new IOException(
          damaged.getMessage()
              + ": without it this PC does not know in which reigns it took part. Where"
              + " the other PC is active, put the file aside, and this one begins as a new standby",
          damaged);
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(read(text.get()));
  }

  private SeatRecord read(String text) throws IOException {
    Map<String, String> keys = new HashMap<>();
    text.lines().map(line -> line.split("=", 2)).forEach(each -> keys.put(each[0], each[1]));
    try {
      return new SeatRecord(
          keys.getOrDefault("line", ""),
          keys.getOrDefault("self", ""),
          keys.getOrDefault("peer", ""),
          number(keys, "run"),
          number(keys, "term"),
          reigns(keys),
          number(keys, "inSyncTerm"));
    } catch (NumberFormatException other) {
      throw new IOException(file.path() + " is of another version of the gateway", other);
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
    file.write(
        keys.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue() + "\n")
            .collect(Collectors.joining()));
  }
}
