package dev.lockstep.device;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** What proves that an action happened (DESIGN 4.1, {@code verify}). */
public sealed interface Verification {

  /**
   * What was written is read back. The default.
   *
   * @param within how long the device may take until it shows the value
   * @param tolerance in the resource's unit
   */
  record ReadBack(Duration within, BigDecimal tolerance) implements Verification {}

  /** Conditions come true in time. The way for methods, and for devices that ramp. */
  record Conditions(List<Condition> conditions, Duration within) implements Verification {
    public Conditions {
      conditions = List.copyOf(conditions);
    }
  }

  /** The device's own acknowledgement is enough: for what cannot be read. */
  record Acknowledged() implements Verification {}
}
