package dev.lockstep.journal;

/**
 * The disk, or the database on it, did not do what a promise needs. The message says what and
 * where.
 */
public sealed class JournalUnavailable extends Exception permits UncertainWriteException {
  private static final long serialVersionUID = 1;

  public JournalUnavailable(String message) {
    super(message);
  }

  public JournalUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
