package dev.lockstep.device;

import java.time.Duration;
import java.time.Instant;

/**
 * A point in time on two clocks: the wall's, which survives a restart and may jump, and the
 * process's own, which does neither.
 *
 * @param wall what people read
 * @param ticks nanoseconds of the process's monotonic clock; comparable within one run only
 * @param run which run of the gateway took it
 */
public record Moment(Instant wall, long ticks, String run) {

  /**
   * How much time passed since then, never less than the truth where that can be known: within one
   * run the larger of both clocks; across runs the wall's, which is negative where the wall clock
   * was set back.
   */
  public Duration since(Moment earlier) {
    Duration onTheWall = Duration.between(earlier.wall, wall);
    if (!run.equals(earlier.run)) {
      return onTheWall;
    }
    Duration ticked = Duration.ofNanos(ticks - earlier.ticks);
    return ticked.compareTo(onTheWall) >= 0 ? ticked : onTheWall;
  }

  public Moment plus(Duration later) {
    return new Moment(wall.plus(later), ticks + later.toNanos(), run);
  }
}
