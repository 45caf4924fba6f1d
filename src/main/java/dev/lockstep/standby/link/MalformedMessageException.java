package dev.lockstep.standby.link;

/** Octets that are no message, or one of another version of the gateway. */
final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedMessageException(String why) {
    super("not a message that this gateway reads: " + why + "; both PCs need the same version");
  }
}
