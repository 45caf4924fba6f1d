package dev.lockstep.participant;

/**
 * Refused early, before anything was done: there is more to do than the limits allow, or no answer
 * came in time.
 */
public final class Overloaded extends Exception {
  private static final long serialVersionUID = 1;

  public Overloaded(String message) {
    super(message);
  }
}
