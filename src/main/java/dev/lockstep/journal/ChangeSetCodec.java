package dev.lockstep.journal;

import dev.lockstep.journal.RowChange.Cell;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The wire form of a {@link ChangeSet}: a mark of its version, the header, the names of the tables,
 * the rows, and the SHA-256 of all that. Whole numbers are big-endian; a text has its length in
 * octets before it. The digest of the change set before is in the header, so that the last digest
 * covers the whole line.
 */
final class ChangeSetCodec {
  /** More than the largest group; a larger one is written row by row. */
  static final int OCTETS_MAX = 64 << 20;

  /** "LSC" and the version of this form. */
  private static final int MARK = 0x4c534301;

  private static final int DIGEST = 32;
  private static final int NAME_MAX = 256;

  private static final int UPSERT = 1;
  private static final int DELETE = 2;
  private static final int COUNTED = 3;

  private static final int NULL = 0;
  private static final int WHOLE = 1;
  private static final int REAL = 2;
  private static final int TEXT = 3;
  private static final int BLOB = 4;

  private ChangeSetCodec() {}

  /** The change set of these rows. */
  static ChangeSet encode(ChangeSet.Header header, List<RowChange> rows) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(256 + rows.size() * 256);
    try (DataOutputStream out = new DataOutputStream(octets)) {
      write(out, header);
      Map<String, Integer> tables = tables(rows);
      out.writeByte(tables.size());
      for (String table : tables.keySet()) {
        write(out, table);
      }
      out.writeInt(rows.size());
      for (RowChange row : rows) {
        write(out, row, tables.getOrDefault(row.table(), 0));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    byte[] digest = sha256(octets.toByteArray(), octets.size());
    octets.writeBytes(digest);
    return new ChangeSet(
        header, List.copyOf(rows), octets.toByteArray(), HexFormat.of().formatHex(digest));
  }

  private static Map<String, Integer> tables(List<RowChange> rows) {
    Map<String, Integer> tables = new LinkedHashMap<>();
    for (RowChange row : rows) {
      tables.putIfAbsent(row.table(), tables.size());
    }
    return tables;
  }

  private static void write(DataOutputStream out, ChangeSet.Header header) throws IOException {
    out.writeInt(MARK);
    write(out, header.database());
    out.writeInt(header.schema());
    out.writeLong(header.term());
    write(out, header.lineage());
    out.writeLong(header.sequence());
    out.write(HexFormat.of().parseHex(header.before()));
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(octets.length);
    out.write(octets);
  }

  private static void write(DataOutputStream out, RowChange row, int table) throws IOException {
    switch (row) {
      case RowChange.Upsert upsert -> {
        begin(out, UPSERT, table, upsert.rowid());
        out.writeByte(upsert.values().size());
        for (Cell value : upsert.values()) {
          write(out, value);
        }
      }
      case RowChange.Delete delete -> begin(out, DELETE, table, delete.rowid());
      case RowChange.Counted counted -> begin(out, COUNTED, table, counted.sequence());
    }
  }

  private static void begin(DataOutputStream out, int kind, int table, long number)
      throws IOException {
    out.writeByte(kind);
    out.writeByte(table);
    out.writeLong(number);
  }

  private static void write(DataOutputStream out, Cell value) throws IOException {
    switch (value) {
      case Cell.Null none -> out.writeByte(NULL);
      case Cell.Whole whole -> {
        out.writeByte(WHOLE);
        out.writeLong(whole.value());
      }
      case Cell.Real real -> {
        out.writeByte(REAL);
        out.writeDouble(real.value());
      }
      case Cell.Text text -> {
        out.writeByte(TEXT);
        out.writeInt(text.octets().length);
        out.write(text.octets());
      }
      case Cell.Blob blob -> {
        out.writeByte(BLOB);
        out.writeInt(blob.octets().length);
        out.write(blob.octets());
      }
    }
  }

  /**
   * Reads it back.
   *
   * @throws IllegalArgumentException where that is no change set, or not as it was made
   */
  static ChangeSet decode(byte[] encoded) {
    int length = encoded.length - DIGEST;
    if (length < Integer.BYTES || encoded.length > OCTETS_MAX) {
      throw malformed("it has %d octets".formatted(encoded.length));
    }
    ByteBuffer in = ByteBuffer.wrap(encoded, 0, length);
    if (in.getInt() != MARK) {
      throw malformed("it begins with other octets, or is of another version of the gateway");
    }
    byte[] digest = Arrays.copyOfRange(encoded, length, encoded.length);
    if (!MessageDigest.isEqual(digest, sha256(encoded, length))) {
      throw malformed("its digest does not fit: it was altered, or cut short");
    }
    try {
      ChangeSet.Header header = header(in);
      List<RowChange> rows = rows(in);
      if (in.hasRemaining()) {
        throw malformed("%d octets are left over".formatted(in.remaining()));
      }
      return new ChangeSet(header, rows, encoded, HexFormat.of().formatHex(digest));
    } catch (BufferUnderflowException e) {
      throw malformed("it ends too early");
    }
  }

  private static IllegalArgumentException malformed(String why) {
    return new IllegalArgumentException(
        "not a change set that this gateway reads: " + why + "; both PCs need the same version");
  }

  private static ChangeSet.Header header(ByteBuffer in) {
    String database = text(in);
    int schema = in.getInt();
    long term = in.getLong();
    String lineage = text(in);
    long sequence = in.getLong();
    byte[] before = new byte[DIGEST];
    in.get(before);
    return new ChangeSet.Header(
        database, schema, term, lineage, sequence, HexFormat.of().formatHex(before));
  }

  private static String text(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > NAME_MAX) {
      throw malformed("a name of %d octets".formatted(length));
    }
    byte[] octets = octets(in, length);
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
      return text.toString();
    } catch (CharacterCodingException e) {
      throw malformed("a name is not in UTF-8");
    }
  }

  private static byte[] octets(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw malformed("a value of %d octets".formatted(length));
    }
    byte[] octets = new byte[length];
    in.get(octets);
    return octets;
  }

  private static List<RowChange> rows(ByteBuffer in) {
    List<String> tables = new ArrayList<>();
    int names = Byte.toUnsignedInt(in.get());
    for (int n = 0; n < names; n++) {
      tables.add(text(in));
    }
    int count = in.getInt();
    if (count < 0 || count > in.remaining()) {
      throw malformed("%d rows".formatted(count));
    }
    List<RowChange> rows = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      rows.add(row(in, tables));
    }
    return List.copyOf(rows);
  }

  private static RowChange row(ByteBuffer in, List<String> tables) {
    int kind = in.get();
    int table = Byte.toUnsignedInt(in.get());
    if (table >= tables.size()) {
      throw malformed("a row of no table");
    }
    String name = tables.get(table);
    long number = in.getLong();
    return switch (kind) {
      case UPSERT -> new RowChange.Upsert(name, number, cells(in));
      case DELETE -> new RowChange.Delete(name, number);
      case COUNTED -> new RowChange.Counted(name, number);
      default -> throw malformed("a change of kind %d".formatted(kind));
    };
  }

  private static List<Cell> cells(ByteBuffer in) {
    int count = Byte.toUnsignedInt(in.get());
    List<Cell> cells = new ArrayList<>(count);
    for (int n = 0; n < count; n++) {
      cells.add(cell(in));
    }
    return List.copyOf(cells);
  }

  private static Cell cell(ByteBuffer in) {
    int kind = in.get();
    return switch (kind) {
      case NULL -> new Cell.Null();
      case WHOLE -> new Cell.Whole(in.getLong());
      case REAL -> new Cell.Real(in.getDouble());
      case TEXT -> new Cell.Text(octets(in, in.getInt()));
      case BLOB -> new Cell.Blob(octets(in, in.getInt()));
      default -> throw malformed("a value of kind %d".formatted(kind));
    };
  }

  private static byte[] sha256(byte[] octets, int length) {
    MessageDigest digest = sha256();
    digest.update(octets, 0, length);
    return digest.digest();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }
}
