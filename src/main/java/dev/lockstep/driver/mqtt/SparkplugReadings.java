package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.mqtt.BirthCertificate.MetricState;
import dev.lockstep.driver.mqtt.SparkplugMetric.Wire;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one device: what its edge node published last, as far as that counts.
 * Thread-safe.
 *
 * <p>After a command only a message that arrives later counts, even where an earlier one has the
 * value that was asked for (P4).
 */
final class SparkplugReadings {
  private static final String QUALITY = "Quality";
  private static final long GOOD = 192;

  private final SparkplugMapping mapping;
  private final EdgeNodeSession session;
  private final TimeSource clock;
  private final Map<ResourceName, Mark> marks = new HashMap<>();

  /** A command: the last message that had arrived before it, and when it was. */
  private record Mark(long arrival, long ticks) {}

  SparkplugReadings(SparkplugMapping mapping, EdgeNodeSession session, TimeSource clock) {
    this.mapping = mapping;
    this.session = session;
    this.clock = clock;
  }

  /**
   * Marks a resource as written, immediately before the send.
   *
   * @return undoes the mark, where the command was not sent
   */
  synchronized Runnable written(ResourceName resource) {
    Mark own = new Mark(session.arrivals(), clock.ticks());
    Mark before = marks.put(resource, own);
    return () -> undo(resource, own, before);
  }

  private synchronized void undo(ResourceName resource, Mark own, @Nullable Mark before) {
    if (marks.remove(resource, own) && before != null) {
      marks.put(resource, before);
    }
  }

  /** Whether nothing was published of a written resource for this time, and more. */
  boolean silent(ResourceName resource, Duration time) {
    Mark mark = mark(resource);
    return mark != null
        && clock.ticks() - mark.ticks() > time.toNanos()
        && mapping
            .metric(resource)
            .flatMap(metric -> session.metric(mapping.address().device(), metric))
            .filter(state -> state.arrival() <= mark.arrival())
            .isPresent();
  }

  private synchronized @Nullable Mark mark(ResourceName resource) {
    return marks.get(resource);
  }

  /** The present reading of a resource. */
  Reading reading(ResourceName name) {
    Optional<Resource> resource = mapping.resource(name);
    if (resource.isEmpty()) {
      return unseen(name, Code.UNREADABLE, "the profile has no such resource");
    }
    Optional<String> gap = session.gap();
    if (gap.isPresent()) {
      return unseen(name, Code.UNREADABLE, gap.get());
    }
    String metric = mapping.metric(name).orElseThrow();
    Optional<MetricState> found = session.metric(mapping.address().device(), metric);
    if (found.isEmpty()) {
      return session.metrics(mapping.address().device()).isEmpty()
          ? unseen(name, Code.DISCONNECTED, session.status(mapping.address().device()).detail())
          : unseen(name, Code.UNREADABLE, "the birth has no metric \"%s\"".formatted(metric));
    }
    Mark mark = mark(name);
    return mark != null && found.get().arrival() <= mark.arrival()
        ? unseen(name, Code.UNREADABLE, "the edge node has not published it since the command")
        : reading(resource.get(), found.get());
  }

  private static Reading reading(Resource resource, MetricState state) {
    ResourceName name = resource.name();
    Optional<SparkplugType> type = state.type();
    if (type.isEmpty()) {
      return unseen(name, Code.UNSUPPORTED, unsupported(state));
    }
    Optional<Long> quality = quality(state);
    if (quality.isPresent() && quality.get() != GOOD) {
      return unseen(
          name, Code.UNREADABLE, "the edge node gives it the quality " + quality(quality.get()));
    }
    SparkplugMetric latest = state.latest();
    if (latest.isNull() || latest.value() instanceof Wire.None) {
      Reason reason = Reason.of(Code.UNREADABLE, "the edge node has no value of it").on(name);
      return new Reading.Unseen(name, reason, true);
    }
    try {
      return new Reading.Seen(
          name,
          SparkplugValues.read(resource, type.get(), latest.value()),
          state.kind(),
          latest.timestamp(),
          SparkplugValues.encoding(resource, type.get()));
    } catch (MalformedPayloadException unreadable) {
      return unseen(name, Code.UNREADABLE, unreadable.detail());
    }
  }

  /** What keeps a metric of this type from being read or written. */
  static String unsupported(MetricState state) {
    return "the metric \"%s\" is of type %s, which is not supported"
        .formatted(state.born().name().orElse(""), SparkplugType.named(state.born().datatype()));
  }

  /** The property of the latest message; of the birth, where that is the latest (6.4.8). */
  private static Optional<Long> quality(MetricState state) {
    return state.latest().properties().get(QUALITY) instanceof Wire.Whole number
        ? Optional.of(number.bits())
        : Optional.empty();
  }

  private static String quality(long code) {
    return code == 0 ? "BAD" : code == 500 ? "STALE" : String.valueOf(code);
  }

  static Reading unseen(ResourceName name, Code code, String detail) {
    return new Reading.Unseen(name, Reason.of(code, detail).on(name));
  }
}
