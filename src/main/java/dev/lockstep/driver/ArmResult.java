package dev.lockstep.driver;

import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import java.time.Instant;
import java.util.Optional;

/** The result of arming a device. */
public sealed interface ArmResult {

  /**
   * Armed, as the device confirmed.
   *
   * @param promise that the device makes
   * @param heldUntil the time at which the promise lapses, where it does
   */
  record Armed(Promise promise, Optional<Instant> heldUntil) implements ArmResult {}

  /**
   * Not armed, or not known to be armed: the device must be disarmed unless it proved that it
   * refused.
   */
  record NotArmed(Reason reason) implements ArmResult {}
}
