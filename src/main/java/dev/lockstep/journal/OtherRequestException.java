package dev.lockstep.journal;

/**
 * Something else was decided under this id, by another coordinator that was asked for something
 * else: what was proposed here was not decided on, and never will be.
 */
public final class OtherRequestException extends Exception {
  private static final long serialVersionUID = 1;

  public OtherRequestException(String message) {
    super(message);
  }
}
