package dev.lockstep.driver.mqtt;

import dev.lockstep.driver.mqtt.SparkplugMetric.Wire;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The metrics of an edge node, or of one of its devices, as its birth certificate defined them,
 * with their latest values. Not thread-safe.
 */
final class BirthCertificate {
  private final Map<String, MetricState> states = new HashMap<>();
  private final Map<Long, String> names = new HashMap<>();

  /**
   * A metric with its latest value.
   *
   * @param born as the birth certificate has it: name, alias, type, properties
   * @param latest the last message about it that is not historical
   * @param arrival number of that message
   * @param kind of that message, for example {@code DDATA}
   */
  record MetricState(SparkplugMetric born, SparkplugMetric latest, long arrival, String kind) {
    Optional<SparkplugType> type() {
      return SparkplugType.of(born.datatype());
    }

    /** Whether the edge node itself sends its whole numbers in {@code long_value}. */
    boolean wide() {
      return born.value() instanceof Wire.Whole whole
          ? whole.wide()
          : switch (type().orElse(SparkplugType.INT32)) {
            case INT64, UINT32, UINT64, DATE_TIME -> true;
            default -> false;
          };
    }

    /** Its property in any letter case. */
    Optional<Wire> property(String key) {
      return born.properties().entrySet().stream()
          .filter(each -> each.getKey().equalsIgnoreCase(key))
          .map(Map.Entry::getValue)
          .findFirst();
    }
  }

  /** The certificate of a birth message with this arrival number. */
  BirthCertificate(SparkplugPayload birth, long arrival, String kind) {
    for (SparkplugMetric metric : birth.metrics()) {
      metric
          .name()
          .ifPresent(
              name -> {
                metric.alias().ifPresent(alias -> names.put(alias, name));
                // A birth holds present values; one that says that it is historical has none.
                SparkplugMetric shown = metric.historical() ? withoutValue(metric) : metric;
                states.put(name, new MetricState(metric, shown, arrival, kind));
              });
    }
  }

  private static SparkplugMetric withoutValue(SparkplugMetric metric) {
    return new SparkplugMetric(
        metric.name(),
        metric.alias(),
        metric.timestamp(),
        metric.datatype(),
        true,
        true,
        metric.properties(),
        new Wire.None());
  }

  /**
   * Takes over the values of a data message; a historical one is passed over.
   *
   * @return the first metric that the birth certificate has not, for people
   */
  Optional<String> update(SparkplugPayload data, long arrival, String kind) {
    Optional<String> unknown = Optional.empty();
    for (SparkplugMetric metric : data.metrics()) {
      Optional<String> name =
          metric.name().or(() -> metric.alias().map(names::get)).filter(states::containsKey);
      if (name.isEmpty()) {
        unknown = unknown.or(() -> Optional.of(described(metric)));
      } else if (!metric.historical()) {
        states.computeIfPresent(
            name.get(), (key, before) -> new MetricState(before.born(), metric, arrival, kind));
      }
    }
    return unknown;
  }

  private static String described(SparkplugMetric metric) {
    return metric
        .name()
        .map(name -> "\"" + ErrorText.brief(name) + "\"")
        .or(() -> metric.alias().map(alias -> "alias " + Long.toUnsignedString(alias)))
        .orElse("a metric without name and alias");
  }

  Optional<MetricState> find(String metric) {
    return Optional.ofNullable(states.get(metric));
  }

  /** All metrics by name. */
  Map<String, MetricState> all() {
    return Map.copyOf(states);
  }
}
