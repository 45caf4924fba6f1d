package dev.lockstep.participant;

/** The journal does not reach back far enough to say that something never was. */
public final class RetentionExceededException extends Exception {
  private static final long serialVersionUID = 1;

  RetentionExceededException(String message) {
    super(message);
  }
}
