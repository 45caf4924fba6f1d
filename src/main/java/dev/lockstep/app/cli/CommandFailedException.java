package dev.lockstep.app.cli;

import java.io.Serial;

/** A command that did not do what it was asked for; the message is one line for people. */
final class CommandFailedException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final ExitCode code;

  /** What the gateway answered; empty where it did not. */
  private final byte[] answer;

  CommandFailedException(ExitCode code, String message) {
    this(code, message, new byte[0]);
  }

  CommandFailedException(ExitCode code, String message, byte[] answer) {
    super(message);
    this.code = code;
    this.answer = answer.clone();
  }

  CommandFailedException(ExitCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.answer = new byte[0];
  }

  ExitCode code() {
    return code;
  }

  /** The gateway's own words, for machines. */
  byte[] answer() {
    return answer.clone();
  }
}
