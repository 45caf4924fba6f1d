package dev.lockstep.driver.opcua;

import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;

/** The result of one service request. */
sealed interface ServiceResponse<T> {

  /** The server's answer to the request as a whole; its parts carry statuses of their own. */
  record Answered<T>(T response) implements ServiceResponse<T> {}

  /** The server refused the request as a whole: a service fault. */
  record Faulted<T>(StatusCode status, String detail) implements ServiceResponse<T> {}

  /** It was provably not sent. */
  record NeverLeft<T>(String detail) implements ServiceResponse<T> {}

  /**
   * It was sent, and not answered.
   *
   * @param late whether the deadline passed, rather than the connection ended
   */
  record Lost<T>(String detail, boolean late) implements ServiceResponse<T> {}

  /** The answer, or why there is none. For requests that change nothing. */
  default T orThrow() throws UnansweredException {
    return switch (this) {
      case Answered<T> answered -> answered.response();
      case Faulted<T> faulted -> throw new UnansweredException(faulted.detail(), faulted.status());
      case NeverLeft<T> never -> throw new UnansweredException(never.detail());
      case Lost<T> lost -> throw new UnansweredException(lost.detail());
    };
  }
}
