package dev.lockstep.journal;

import java.io.Serial;

/** A backup that could not be made; the message says why, and what to do. Nothing was changed. */
public final class BackupFailedException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  BackupFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  BackupFailedException(String message) {
    super(message);
  }
}
