package dev.lockstep.journal;

import java.io.Serial;

/** A restore that was not begun; the message says why, and what to do. Nothing was touched. */
public final class RestoreRefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  RestoreRefusedException(String message) {
    super(message);
  }

  RestoreRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
