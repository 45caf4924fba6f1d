package dev.lockstep.driver.mqtt;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A metric of a Sparkplug B payload, as it is on the wire (Sparkplug 3.0.0, 6.4.6).
 *
 * @param name always in a birth; a data or command message may have the alias alone
 * @param datatype the index of its type; 0 where the message has none
 * @param historical whether the value is an old one, delivered late: never the present value
 * @param properties by name; nested property sets are omitted
 */
record SparkplugMetric(
    Optional<String> name,
    Optional<Long> alias,
    Optional<Instant> timestamp,
    int datatype,
    boolean historical,
    boolean isNull,
    Map<String, Wire> properties,
    Wire value) {

  /** The field of {@code oneof value} that is set. */
  sealed interface Wire {
    /**
     * {@code int_value} or {@code long_value}: unsigned on the wire, whatever the type.
     *
     * @param wide whether it is {@code long_value}
     */
    record Whole(long bits, boolean wide) implements Wire {}

    record Single(float number) implements Wire {}

    record Real(double number) implements Wire {}

    record Flag(boolean on) implements Wire {}

    record Text(String text) implements Wire {}

    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Octets(byte[] octets) implements Wire {}

    /** A data set, a template or an extension, which is not read. */
    record Compound() implements Wire {}

    /** No value. */
    record None() implements Wire {}
  }

  SparkplugMetric {
    properties = Map.copyOf(properties);
  }

  /** A metric of a command, by its name. */
  static SparkplugMetric command(String name, SparkplugType type, Wire value) {
    return new SparkplugMetric(
        Optional.of(name),
        Optional.empty(),
        Optional.empty(),
        type.index(),
        false,
        false,
        Map.of(),
        value);
  }

  /** The same, named by its alias alone. */
  SparkplugMetric by(long number) {
    return new SparkplugMetric(
        Optional.empty(),
        Optional.of(number),
        timestamp,
        datatype,
        historical,
        isNull,
        properties,
        value);
  }
}
