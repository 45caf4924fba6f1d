package dev.lockstep.driver;

import dev.lockstep.device.Reason;
import java.time.Instant;

/**
 * The connection status of a device.
 *
 * @param state of the connection
 * @param detail for an operator: the last error, or the security of the connection
 * @param since time of the wall clock
 */
public record LinkStatus(State state, String detail, Instant since) {
  /** The connection states. */
  public enum State {
    CONNECTED,
    CONNECTING,
    DISCONNECTED
  }

  /** The reason code for a device that is not connected. */
  public Reason.Code code() {
    return state == State.CONNECTING ? Reason.Code.CONNECTING : Reason.Code.DISCONNECTED;
  }

  public boolean connected() {
    return state == State.CONNECTED;
  }
}
