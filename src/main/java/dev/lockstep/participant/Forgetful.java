package dev.lockstep.participant;

/** The journal does not reach back far enough to say that something never was. */
public final class Forgetful extends Exception {
  private static final long serialVersionUID = 1;

  Forgetful(String message) {
    super(message);
  }
}
