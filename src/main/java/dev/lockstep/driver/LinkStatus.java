package dev.lockstep.driver;

import dev.lockstep.device.Reason;
import java.time.Instant;

/**
 * How a device's connection stands.
 *
 * @param state connected or not
 * @param detail for people: the last error, or with what security it is connected
 * @param since wall clock
 */
public record LinkStatus(State state, String detail, Instant since) {
  /** The states that people see. */
  public enum State {
    CONNECTED,
    CONNECTING,
    DISCONNECTED
  }

  /** As a reason, where it is not connected. */
  public Reason.Code code() {
    return state == State.CONNECTING ? Reason.Code.CONNECTING : Reason.Code.DISCONNECTED;
  }

  public boolean connected() {
    return state == State.CONNECTED;
  }
}
