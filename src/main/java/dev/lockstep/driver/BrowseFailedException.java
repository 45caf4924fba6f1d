package dev.lockstep.driver;

/** A server could not be browsed. The message is for people, and says what to do. */
public final class BrowseFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  public BrowseFailedException(String message) {
    super(message);
  }
}
