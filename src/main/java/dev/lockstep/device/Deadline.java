package dev.lockstep.device;

import java.time.Duration;

/**
 * Until when something may take. Measured with the monotonic clock, because clocks on a shop floor
 * disagree.
 *
 * @param ticks of {@link Moment#ticks()}
 */
public record Deadline(long ticks) {
  public static Deadline in(Duration time, TimeSource clock) {
    return new Deadline(clock.ticks() + time.toNanos());
  }

  /** What is left, zero where it has passed. */
  public Duration left(TimeSource clock) {
    return Duration.ofNanos(Math.max(0, ticks - clock.ticks()));
  }

  public boolean passed(TimeSource clock) {
    return ticks - clock.ticks() <= 0;
  }

  /** This one, or that much time from now, whichever comes first. */
  public Deadline within(Duration time, TimeSource clock) {
    Deadline other = in(time, clock);
    return other.ticks - ticks < 0 ? other : this;
  }
}
