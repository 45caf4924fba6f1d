package dev.lockstep.device;

import java.time.Duration;

/**
 * A deadline on the monotonic clock, because wall clocks on a shop floor disagree.
 *
 * @param ticks of {@link Moment#ticks()}
 */
public record Deadline(long ticks) {
  public static Deadline in(Duration time, TimeSource clock) {
    return new Deadline(clock.ticks() + time.toNanos());
  }

  /** The time that is left; zero where the deadline has passed. */
  public Duration left(TimeSource clock) {
    return Duration.ofNanos(Math.max(0, ticks - clock.ticks()));
  }

  public boolean passed(TimeSource clock) {
    return ticks - clock.ticks() <= 0;
  }

  /** The earlier of this deadline and that much time from now. */
  public Deadline within(Duration time, TimeSource clock) {
    Deadline other = in(time, clock);
    return other.ticks - ticks < 0 ? other : this;
  }
}
