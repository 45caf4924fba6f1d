package dev.lockstep.journal;

/**
 * The disk, or the database on it, did not do what a promise needs. The message says what and
 * where.
 */
public sealed class JournalUnavailableException extends Exception permits UncertainWriteException {
  private static final long serialVersionUID = 1;

  public JournalUnavailableException(String message) {
    super(message);
  }

  public JournalUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
