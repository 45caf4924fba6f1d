package dev.lockstep.participant;

/**
 * Overload (P8): the request was refused before anything was done, because a limit is reached, or
 * was not answered in time.
 */
public final class OverloadedException extends Exception {
  private static final long serialVersionUID = 1;

  public OverloadedException(String message) {
    super(message);
  }
}
