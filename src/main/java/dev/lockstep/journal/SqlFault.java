package dev.lockstep.journal;

import java.sql.SQLException;

/** What a failed write says about the next one, from SQLite's primary result codes (sqlite3.h). */
enum SqlFault {
  /** This row will not do; its neighbours may. */
  ROW,
  /** No space: what has room in the reserve can still be written. */
  FULL,
  /** Another writer did not end in time: nothing is wrong with the disk. */
  BUSY,
  /** The disk, or the file on it. */
  DISK;

  private static final int SQLITE_BUSY = 5;
  private static final int SQLITE_LOCKED = 6;
  private static final int SQLITE_CORRUPT = 11;
  private static final int SQLITE_FULL = 13;
  static final int SQLITE_TOOBIG = 18;
  static final int SQLITE_CONSTRAINT = 19;
  private static final int SQLITE_MISMATCH = 20;
  private static final int SQLITE_NOTADB = 26;
  private static final int PRIMARY = 0xff;

  /** Whether the file is no database, or its pages do not hang together. */
  static boolean isSpoiled(SQLException fault) {
    int code = fault.getErrorCode() & PRIMARY;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  }

  static SqlFault of(SQLException fault) {
    return switch (fault.getErrorCode() & PRIMARY) {
      case SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH -> ROW;
      case SQLITE_FULL -> FULL;
      case SQLITE_BUSY, SQLITE_LOCKED -> BUSY;
      default -> DISK;
    };
  }
}
