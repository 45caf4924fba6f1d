package dev.lockstep.app.security;

/** The OpenID provider does not answer, or not as the one that is configured. */
final class ProviderSilentException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param message what was found, where, and what would be right
   */
  ProviderSilentException(String message) {
    super(message, null, false, false);
  }
}
