package dev.lockstep.participant;

/**
 * Refused early, before anything was done: there is more to do than the limits allow, or no answer
 * came in time.
 */
public final class OverloadedException extends Exception {
  private static final long serialVersionUID = 1;

  public OverloadedException(String message) {
    super(message);
  }
}
