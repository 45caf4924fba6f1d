package dev.lockstep.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;

/**
 * File with a copy of the audit log, one record a line: the record's JSON with its number and hash.
 * Only its owner may read it. At its size it becomes {@code FILE.1}, that one {@code FILE.2}, and
 * so on. Opened anew each time, so that another program may move it away.
 */
final class AuditLines implements AuditSink {
  /** Longer than any line: the end of the file holds a whole one. */
  private static final int LINE_MAX = 256 * 1024;

  private final Path file;
  private final long sizeMax;
  private final int filesMax;

  /**
   * @param sizeMax octets, beyond which a new file is begun
   * @param filesMax older ones that are kept
   */
  AuditLines(Path file, long sizeMax, int filesMax) {
    this.file = file;
    this.sizeMax = sizeMax;
    this.filesMax = filesMax;
  }

  @Override
  public String place() {
    return "the file " + file;
  }

  @Override
  public OptionalLong reached() throws IOException {
    OptionalLong here = lastNumber(file);
    return here.isPresent() ? here : lastNumber(older(1));
  }

  /** Of the last whole line; a line that was cut off goes. */
  private static OptionalLong lastNumber(Path file) throws IOException {
    if (!Files.exists(file)) {
      return OptionalLong.empty();
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = channel.size();
      long from = Math.max(0, size - LINE_MAX);
      ByteBuffer end = ByteBuffer.allocate((int) (size - from));
      while (end.hasRemaining() && channel.read(end, from + end.position()) >= 0) {
        // until all of it is here
      }
      String text = new String(end.array(), StandardCharsets.ISO_8859_1);
      int whole = text.lastIndexOf('\n') + 1;
      if (whole < text.length()) {
        channel.truncate(from + whole);
      }
      if (whole == 0) {
        return OptionalLong.empty();
      }
      int begin = text.lastIndexOf('\n', whole - 2) + 1;
      return number(new String(end.array(), begin, whole - begin, StandardCharsets.UTF_8));
    }
  }

  private static OptionalLong number(String line) {
    try {
      JsonNode number = JournalJson.parse(line).path("number");
      return number.canConvertToLong() ? OptionalLong.of(number.asLong()) : OptionalLong.empty();
    } catch (IOException foreign) {
      return OptionalLong.empty();
    }
  }

  @Override
  public long write(List<AuditEntry> rows) throws IOException {
    int done = 0;
    while (done < rows.size()) {
      try {
        done += append(rows.subList(done, rows.size()));
      } catch (IOException full) {
        if (done == 0) {
          throw full;
        }
        return rows.get(done - 1).number();
      }
    }
    return rows.getLast().number();
  }

  /** As many as this file, or a new one, has room for, and one at least; how many. */
  private int append(List<AuditEntry> rows) throws IOException {
    make(file);
    byte[] next = octets(rows.getFirst());
    if (Files.size(file) > 0 && Files.size(file) + next.length > sizeMax) {
      rotate();
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    long room = sizeMax - Files.size(file);
    int count = 0;
    while (count == 0 || lines.size() + next.length <= room) {
      lines.write(next);
      count++;
      if (count == rows.size()) {
        break;
      }
      next = octets(rows.get(count));
    }
    append(ByteBuffer.wrap(lines.toByteArray()));
    return count;
  }

  private static byte[] octets(AuditEntry entry) {
    return (line(entry) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void append(ByteBuffer octets) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long before = channel.size();
      try {
        channel.position(before);
        while (octets.hasRemaining()) {
          channel.write(octets);
        }
      } catch (IOException full) {
        // Half a line would be read as a whole one with the next.
        channel.truncate(before);
        throw full;
      }
    }
  }

  /** Number and hash around the record as it was hashed, octet by octet. */
  static String line(AuditEntry entry) {
    String body = entry.body();
    return "{\"number\":%d,%s,\"hash\":\"%s\"}"
        .formatted(entry.number(), body.substring(1, body.length() - 1), entry.hash());
  }

  private static void make(Path file) throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    OwnerOnly.make(file);
    if (!Files.exists(file)) { // a file system without modes
      Files.createFile(file);
    }
  }

  private void rotate() throws IOException {
    if (filesMax == 0) {
      Files.delete(file);
    } else {
      for (int each = filesMax - 1; each >= 1; each--) {
        if (Files.exists(older(each))) {
          move(older(each), older(each + 1));
        }
      }
      move(file, older(1));
    }
    make(file);
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path older(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }
}
