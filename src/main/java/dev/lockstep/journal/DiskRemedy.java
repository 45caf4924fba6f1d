package dev.lockstep.journal;

import java.nio.file.Path;
import java.sql.SQLException;

/**
 * What a person can do about a fault of the disk, from SQLite's primary result codes (sqlite3.h).
 */
final class DiskRemedy {
  private static final int SQLITE_PERM = 3;
  private static final int SQLITE_BUSY = 5;
  private static final int SQLITE_LOCKED = 6;
  private static final int SQLITE_READONLY = 8;
  private static final int SQLITE_IOERR = 10;
  private static final int SQLITE_CORRUPT = 11;
  private static final int SQLITE_FULL = 13;
  private static final int SQLITE_CANTOPEN = 14;
  private static final int SQLITE_NOTADB = 26;
  private static final int PRIMARY = 0xff;

  private DiskRemedy() {}

  /**
   * What went wrong with that file, and behind it what to do; only what went wrong, where nothing
   * can be said.
   */
  static String with(Throwable fault, Path path) {
    String message = String.valueOf(fault.getMessage());
    String remedy =
        fault instanceof SQLException sql ? sentence(sql.getErrorCode() & PRIMARY, path) : "";
    return remedy.isEmpty() ? message : message + "; " + remedy;
  }

  /** The same of a fault that wraps the database's, where the file's name is not known. */
  static String of(Throwable wrapped) {
    Throwable fault = wrapped;
    while (!(fault instanceof SQLException) && fault.getCause() != null) {
      fault = fault.getCause();
    }
    return with(fault, Path.of("lockstep.journal.path"));
  }

  private static String sentence(int code, Path path) {
    return switch (code) {
      case SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN ->
          "check that its disk is mounted for writing, and that the gateway's user may write it";
      case SQLITE_BUSY, SQLITE_LOCKED -> "close what else has it open";
      case SQLITE_IOERR ->
          "the disk refused to read or write: look into the system's log (dmesg), and replace a"
              + " disk that did so more than once";
      case SQLITE_FULL -> "free space on its disk";
      case SQLITE_CORRUPT, SQLITE_NOTADB ->
          "stop the gateway, put %s aside for a look, bring back a copy or begin without one, and leave %s.mark where it is: it says what the copy misses"
              .formatted(path, path.getFileName());
      default -> "";
    };
  }
}
