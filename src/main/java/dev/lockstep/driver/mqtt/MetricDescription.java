package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Access;
import dev.lockstep.device.Resource;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.device.SelfDescription.Found;
import dev.lockstep.device.SelfDescription.Omission;
import dev.lockstep.device.ValueType;
import dev.lockstep.driver.mqtt.BirthCertificate.MetricState;
import dev.lockstep.driver.mqtt.SparkplugMetric.Wire;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a birth certificate says of an edge node or a device (Sparkplug 3.0.0, 6.4): each metric as
 * a resource, or why it is none.
 */
final class MetricDescription {
  private static final int PLAIN_BYTES = 500;
  private static final int NAME_TIMES = 3;
  private static final int NAME_MAX = 1_000;
  private static final String BD_SEQ = "bdSeq";
  private static final String NODE_CONTROL = "Node Control/";
  private static final String DEVICE_CONTROL = "Device Control/";
  private static final long GOOD = 192;

  private final Map<String, SparkplugMetric> metrics = new LinkedHashMap<>();
  private final Map<Long, Integer> aliases = new HashMap<>();
  private final ProfileRoom room = new ProfileRoom();
  private final List<Found> found = new ArrayList<>();
  private final List<Omission> omissions = new ArrayList<>();

  private MetricDescription(List<SparkplugMetric> born) {
    for (SparkplugMetric each : born) {
      if (each.name().filter(name -> !name.isEmpty()).isEmpty()) {
        String alias = each.alias().map(Long::toUnsignedString).orElse("none");
        omit("a metric", "without a name (alias %s)".formatted(alias));
      } else if (metrics.put(each.name().orElseThrow(), each) != null) {
        omit(each.name().orElseThrow(), "is in the birth twice; its last entry is taken");
      }
    }
    metrics
        .values()
        .forEach(each -> each.alias().ifPresent(alias -> aliases.merge(alias, 1, Integer::sum)));
  }

  /** The description of these metrics of one birth. */
  static SelfDescription of(List<SparkplugMetric> born) {
    MetricDescription description = new MetricDescription(born);
    description.metrics.forEach(description::add);
    return new SelfDescription(
        description.found, List.of(), description.omissions, Optional.empty());
  }

  private void omit(String name, String why) {
    omissions.add(new Omission(List.of(ErrorText.brief(name)), why));
  }

  private void add(String name, SparkplugMetric metric) {
    if (name.equals(BD_SEQ)) {
      return; // the number of the session, which the gateway reads itself
    }
    Optional<SparkplugType> type = SparkplugType.of(metric.datatype());
    if (isControl(name)) {
      omit(
          name, "is a command to the edge node itself, such as to start anew: no machine is moved");
    } else if (type.isEmpty()) {
      omit(
          name,
          "is of %s, which is not supported"
              .formatted(
                  metric.datatype() == 0
                      ? "no type"
                      : "type " + SparkplugType.named(metric.datatype())));
    } else if (name.length() > NAME_MAX) {
      omit(
          name,
          "has a name of %d characters; at most %d are taken".formatted(name.length(), NAME_MAX));
    } else {
      Found described = described(name, metric, type.get());
      String remarks = String.join("", described.remarks()) + described.description();
      room.take(PLAIN_BYTES + remarks.length() * 2, NAME_TIMES, name)
          .ifPresentOrElse(full -> omit(name, full), () -> found.add(described));
    }
  }

  /** Whether this is a command to the edge node or the device itself (6.4.20), and no value. */
  private static boolean isControl(String name) {
    return name.startsWith(NODE_CONTROL) || name.startsWith(DEVICE_CONTROL);
  }

  /** Whether nothing is described but the edge node's own commands. */
  static boolean isBare(SelfDescription self) {
    return self.resources().isEmpty()
        && self.omissions().stream().allMatch(each -> isControl(each.path().getFirst()));
  }

  private Found described(String name, SparkplugMetric metric, SparkplugType type) {
    MetricState state = new MetricState(metric, metric, 0, "birth");
    List<String> remarks = new ArrayList<>();
    Access access =
        state.property("readOnly").filter(SparkplugExaminer::set).isPresent()
            ? Access.READ
            : Access.READ_WRITE;
    if (metric.alias().filter(alias -> aliases.getOrDefault(alias, 0) > 1).isPresent()) {
      remarks.add(
          "Another metric has the alias %s too, so a command could move the wrong one: R until the edge node gives each its own."
              .formatted(Long.toUnsignedString(metric.alias().get())));
      access = Access.READ;
    }
    if (type.instant()) {
      remarks.add(
          "Milliseconds since 1970; with valueType String it is a time such as"
              + " 2026-01-05T06:00:00Z.");
    }
    standing(state).ifPresent(remarks::add);
    SelfDescription.Shape shape =
        new SelfDescription.Shape(
            type.usual(),
            limits(state, type.usual(), remarks),
            text(state, "engUnit").orElse(""),
            new TreeMap<>());
    String description =
        text(state, "documentation").or(() -> text(state, "description")).orElse("");
    return new Found(path(name), description, shape, access, Map.of("metric", name), remarks);
  }

  private static List<String> path(String name) {
    List<String> steps = Arrays.stream(name.split("/")).filter(each -> !each.isBlank()).toList();
    return steps.isEmpty() ? List.of(name) : steps;
  }

  /** What keeps it from having a value at present. */
  private static Optional<String> standing(MetricState state) {
    if (state.property("Quality").orElse(new Wire.None()) instanceof Wire.Whole quality
        && quality.bits() != GOOD) {
      return Optional.of(
          "The birth gives it the quality %d, which is not good (192).".formatted(quality.bits()));
    }
    return state.born().isNull() || state.born().value() instanceof Wire.None
        ? Optional.of("The birth has no value of it.")
        : Optional.empty();
  }

  private static Resource.Limits limits(MetricState state, ValueType type, List<String> remarks) {
    if (type.kind() != ValueType.Kind.WHOLE && type.kind() != ValueType.Kind.REAL) {
      return Resource.Limits.NONE;
    }
    Optional<BigDecimal> low = state.property("engLow").flatMap(SparkplugExaminer::number);
    Optional<BigDecimal> high = state.property("engHigh").flatMap(SparkplugExaminer::number);
    if (low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) >= 0) {
      remarks.add(
          "The birth's engLow is %s and its engHigh %s: nothing between them could be written."
              .formatted(low.get().toPlainString(), high.get().toPlainString()));
      return Resource.Limits.NONE;
    }
    return new Resource.Limits(low, high);
  }

  private static Optional<String> text(MetricState state, String key) {
    return state.property(key).orElse(new Wire.None()) instanceof Wire.Text text
            && !text.text().isBlank()
        ? Optional.of(ErrorText.brief(text.text()))
        : Optional.empty();
  }
}
