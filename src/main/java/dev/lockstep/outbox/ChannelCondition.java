package dev.lockstep.outbox;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Whether a channel's broker takes events, what it said last, and when it is tried again. Written
 * by the channel's thread; {@link #standing} for all.
 */
final class ChannelCondition {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.outbox");

  private final EventChannel channel;
  private final OutboxSettings.Times times;
  private final TimeSource clock;
  private final RandomGenerator random;
  private final AtomicLong told = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private int failedInARow;
  private Optional<String> lastFailure = Optional.empty();
  private Deadline pause;
  private volatile Optional<String> trouble = Optional.empty();
  private volatile Optional<String> fault = Optional.empty();
  private volatile Optional<ChannelStanding.Failure> lastError = Optional.empty();

  ChannelCondition(
      EventChannel channel, OutboxSettings.Times times, TimeSource clock, RandomGenerator random) {
    this.channel = channel;
    this.times = times;
    this.clock = clock;
    this.random = random;
    this.pause = Deadline.in(Duration.ZERO, clock);
  }

  /** An event was acknowledged. */
  void told() {
    told.incrementAndGet();
    failedInARow = 0;
    lastFailure = Optional.empty();
    if (trouble.isPresent()) {
      trouble = Optional.empty();
      LOG.infof("outbox %s: %s takes events again", channel.name(), channel.target());
    }
  }

  /** An attempt failed, with a message for people. */
  void failed(Throwable failure) {
    lastFailure = Optional.ofNullable(failure.getMessage());
    failures.incrementAndGet();
    if (pause.passed(clock) || failedInARow == 0) {
      pause = Deadline.in(times.backoff().pause(failedInARow, random), clock);
      failedInARow++;
    }
    String message =
        "outbox %s: %s does not take events: %s"
            .formatted(channel.name(), channel.target(), failure.getMessage());
    lastError = Optional.of(new ChannelStanding.Failure(message, clock.now().wall()));
    if (trouble.isEmpty() || !trouble.get().equals(message)) {
      LOG.warnf("%s; they wait, and are sent again by themselves", message);
    }
    trouble = Optional.of(message);
  }

  /** An attempt was not answered at all. What the library has told before says more than that. */
  void silent() {
    failed(
        new UntoldException(
            lastFailure.orElseGet(
                () ->
                    "it acknowledged nothing for %s; %s"
                        .formatted(times.answerMax(), channel.silenceRemedy()))));
  }

  /** How many may be under way now: after a failure one finds out whether they are taken again. */
  int room(int windowMax) {
    if (failedInARow == 0) {
      return windowMax;
    }
    return pause.passed(clock) ? 1 : 0;
  }

  /** The disk is as it should be. */
  void faultless() {
    fault = Optional.empty();
  }

  /** A fault of the disk, told once for as long as it lasts. */
  void broken(String why) {
    String message = "outbox %s: %s".formatted(channel.name(), why);
    if (!fault.equals(Optional.of(message))) {
      LOG.warnf("%s; until then nothing is told", message);
    }
    fault = Optional.of(message);
  }

  /** A fault of the gateway itself: nothing is told any more. */
  void stopped(Throwable bug) {
    fault =
        Optional.of(
            "outbox %s: stopped by a fault of the gateway itself: %s; restart it, and report this"
                .formatted(channel.name(), bug));
  }

  ChannelStanding standing(List<ChannelStanding.Source> sources) {
    return new ChannelStanding(
        channel.name(),
        channel.target(),
        sources,
        told.get(),
        failures.get(),
        fault.isPresent() ? fault : trouble,
        lastError);
  }
}
