package dev.lockstep.transaction;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import java.time.Instant;
import java.util.Optional;

/**
 * An observation: a reading that is kept as evidence, never a value that was sent (P4).
 *
 * @param status the protocol's status code
 * @param sourceTime the device's source timestamp, where it sent one
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
