package dev.lockstep.driver.mqtt;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A Sparkplug B payload (Sparkplug 3.0.0, 6.4.5).
 *
 * @param seq the sequence number; 0 where the field is not on the wire, because an edge node that
 *     was generated from the schema in proto3 does not send a zero
 */
record SparkplugPayload(Optional<Instant> timestamp, List<SparkplugMetric> metrics, long seq) {
  SparkplugPayload {
    metrics = List.copyOf(metrics);
  }

  /** The last whole number with this name, for example {@code bdSeq}. */
  Optional<Long> whole(String name) {
    return metrics.stream()
        .filter(each -> each.name().filter(name::equals).isPresent())
        .flatMap(
            each ->
                each.value() instanceof SparkplugMetric.Wire.Whole number
                    ? Optional.of(number.bits()).stream()
                    : Optional.<Long>empty().stream())
        .reduce((first, second) -> second);
  }
}
