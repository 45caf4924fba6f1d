package dev.lockstep.journal;

import java.util.List;

/** What became of one row in a change set. */
sealed interface RowChange {
  /** In the table of that name. */
  String table();

  /**
   * The row is there, and holds these values.
   *
   * @param values of all columns, in the order of the table
   */
  record Upsert(String table, long rowid, List<Cell> values) implements RowChange {}

  /** The row is not there. */
  record Delete(String table, long rowid) implements RowChange {}

  /** SQLite's own count of the rows that the table has ever had (autoincrement). */
  record Counted(String table, long sequence) implements RowChange {}

  /** One value, as SQLite stores it. Octets of a text are kept as they are, also damaged ones. */
  sealed interface Cell {
    /** No value. */
    record Null() implements Cell {}

    /** A whole number. */
    record Whole(long value) implements Cell {}

    /** A number. */
    record Real(double value) implements Cell {}

    /** A text, in UTF-8. */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    record Text(byte[] octets) implements Cell {}

    /** Octets. */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    record Blob(byte[] octets) implements Cell {}
  }
}
