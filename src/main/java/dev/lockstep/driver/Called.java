package dev.lockstep.driver;

import dev.lockstep.device.Value;
import java.util.List;

/**
 * What a method call has come to.
 *
 * @param sent as for a write; a bad input argument is a rejection that names it
 * @param outputs in the method's order; empty unless accepted
 */
public record Called(Sent sent, List<Value> outputs) {
  public Called {
    outputs = List.copyOf(outputs);
  }
}
