package dev.lockstep.driver;

import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import java.time.Instant;
import java.util.Optional;

/** What came of arming a device. */
public sealed interface ArmResult {

  /**
   * Armed, and confirmed by the device.
   *
   * @param promise what that is worth
   * @param heldUntil when it lapses, where it does
   */
  record Armed(Promise promise, Optional<Instant> heldUntil) implements ArmResult {}

  /**
   * Not armed, or nobody knows: it must be disarmed all the same unless the device proved that it
   * refused.
   */
  record NotArmed(Reason reason) implements ArmResult {}
}
