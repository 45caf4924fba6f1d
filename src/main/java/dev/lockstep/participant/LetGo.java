package dev.lockstep.participant;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Moment;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The moment at which the devices of one actuation are let go: at once, or at the instant of the
 * decision (decision 66). Thread-safe: each device waits on its own thread.
 */
final class LetGo {
  /** Wall and monotonic clock do not drift apart so far while a command waits. */
  private static final Duration STEP = Duration.ofMillis(20);

  private final Effect.Actuate actuate;
  private final Scheduler clock;
  private final Duration tolerance;
  private final Map<DeviceName, Result> results = new ConcurrentHashMap<>();

  /** When a device was let go, or why it was not. */
  private record Result(Moment at, Optional<String> missed) {}

  /**
   * @param tolerance how much later than the instant a device may still be let go
   */
  LetGo(Effect.Actuate actuate, Scheduler clock, Duration tolerance) {
    this.actuate = actuate;
    this.clock = clock;
    this.tolerance = tolerance;
  }

  /**
   * Waits for the instant, at the first command of this device; the others follow it at once.
   *
   * @return why nothing may be sent to it any more; empty where it may
   */
  Optional<String> await(DeviceName device) {
    return actuate.timed()
        ? results.computeIfAbsent(device, first -> waited()).missed()
        : Optional.empty();
  }

  private Result waited() {
    Moment instant = actuate.decidedAt();
    long left = instant.ticks() - clock.ticks();
    if (left > 0) {
      clock.pause(Duration.ofNanos(left));
    }
    Moment now = clock.now();
    Duration ticked = Duration.ofNanos(now.ticks() - instant.ticks());
    Duration shown = Duration.between(instant.wall(), now.wall());
    if (ticked.minus(shown).abs().compareTo(STEP) > 0) {
      return missed(now, "the clock was set while the command waited for the instant ");
    }
    return ticked.compareTo(tolerance) > 0
        ? missed(now, "%d ms too late for the instant ".formatted(ticked.toMillis()))
        : new Result(now, Optional.empty());
  }

  private Result missed(Moment now, String why) {
    return new Result(now, Optional.of("not sent: " + why + actuate.decidedAt().wall()));
  }

  /** What was done, with when the device was let go and how right the clock was. */
  Progress told(DeviceName device, Progress progress) {
    Result result = results.get(device);
    return progress instanceof Progress.Applied applied && result != null
        ? new Progress.Applied(
            applied.at(), applied.evidence() + "; " + sentence(result.at()), applied.after())
        : progress;
  }

  private String sentence(Moment at) {
    Instant instant = actuate.decidedAt().wall();
    return "let go %s after %s, clock %s"
        .formatted(
            millis(Duration.between(instant, at.wall())),
            instant,
            clock
                .error()
                .map(error -> "right within " + millis(error))
                .orElse("not known to be right"));
  }

  private static String millis(Duration time) {
    return "%.1f ms".formatted(time.toNanos() / 1e6);
  }
}
