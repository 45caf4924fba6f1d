package dev.lockstep.app.config;

import dev.lockstep.device.AddressText;

/**
 * The gateway cannot start, and an operator must correct something. The message says what, where
 * and how; it is shown without a stack trace.
 */
public final class StartFailureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StartFailureException(String message) {
    super(message, null, false, false);
  }

  /** A configured value that cannot be used. */
  public static StartFailureException value(String key, Object found, String remedy) {
    String shown = AddressText.withoutUser(String.valueOf(found));
    return new StartFailureException("%s is \"%s\": %s".formatted(key, shown, remedy));
  }
}
