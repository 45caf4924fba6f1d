package dev.lockstep.participant;

/**
 * Retention exceeded: the journal does not reach back far enough to prove that a transaction never
 * existed (decision 21).
 */
public final class RetentionExceededException extends Exception {
  private static final long serialVersionUID = 1;

  RetentionExceededException(String message) {
    super(message);
  }
}
