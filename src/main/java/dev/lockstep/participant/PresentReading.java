package dev.lockstep.participant;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.transaction.Observation;
import java.util.List;
import java.util.Optional;

/**
 * What a resource of a transaction shows at this moment, beside what the transaction wants of it.
 *
 * @param wanted what a command of the transaction writes to it; empty where none does, or where it
 *     is a method
 * @param before what it showed when the vote was given; empty where it was not read then
 * @param expectations the conditions of the transaction on it
 * @param now what the device answered just now, or why it did not
 */
public record PresentReading(
    DeviceName device,
    ResourceName resource,
    Optional<Value> wanted,
    Optional<Observation> before,
    List<Expectation> expectations,
    Reading now) {
  /** What a condition is for. */
  public enum Use {
    /** It must hold before anything is actuated. */
    REQUIRED,
    /** It shows that a command was carried out. */
    VERIFIED
  }

  /**
   * A condition as people read it.
   *
   * @param holds empty where there is no reading to judge it by
   */
  public record Expectation(Use use, String condition, Optional<Boolean> holds) {}

  public PresentReading {
    expectations = List.copyOf(expectations);
  }

  /** What it shows, or why that is not known. */
  String sentence() {
    return switch (now) {
      case Reading.Seen seen ->
          "%s %s = %s (%s)".formatted(device, resource, seen.value(), seen.status());
      case Reading.Unseen unseen ->
          "%s %s could not be read: %s".formatted(device, resource, unseen.reason().detail());
    };
  }
}
