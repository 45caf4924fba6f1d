package dev.lockstep.driver.opcua;

import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;

/** The world failed while something was asked or opened. The message is a sentence for people. */
final class UnansweredException extends OpcUaFailureException {
  private static final long serialVersionUID = 1L;
  private static final long NO_ANSWER = -1;

  private final long code;

  /** The server did not answer. */
  UnansweredException(String message) {
    super(message);
    this.code = NO_ANSWER;
  }

  /** The server answered with this status, or it is what its certificate was found to be. */
  UnansweredException(String message, StatusCode status) {
    super(message);
    this.code = status.value();
  }

  /** The same, with what was being done in front. */
  UnansweredException during(String what) {
    String told = what + ": " + detail();
    return isRefusal()
        ? new UnansweredException(told, new StatusCode(code))
        : new UnansweredException(told);
  }

  boolean is(long wanted) {
    return code == wanted;
  }

  /** Whether a server refused, rather than kept silent. */
  boolean isRefusal() {
    return code != NO_ANSWER;
  }
}
