package dev.lockstep.outbox;

/** A broker did not acknowledge an event. The message says why, and what a person can do. */
public final class UntoldException extends Exception {
  private static final long serialVersionUID = 1;

  UntoldException(String message) {
    super(message);
  }

  UntoldException(String message, Throwable cause) {
    super(message, cause);
  }
}
