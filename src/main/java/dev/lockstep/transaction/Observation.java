package dev.lockstep.transaction;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import java.time.Instant;
import java.util.Optional;

/**
 * A reading kept as evidence: what a device showed, never what was sent.
 *
 * @param status the protocol's own word
 * @param sourceTime the device's clock, where it gave one
 */
public record Observation(
    DeviceName device,
    ResourceName resource,
    Value value,
    String status,
    Optional<Instant> sourceTime) {
  public static Observation of(DeviceName device, Reading.Seen seen) {
    return new Observation(device, seen.resource(), seen.value(), seen.status(), seen.sourceTime());
  }
}
