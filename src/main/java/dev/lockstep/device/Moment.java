package dev.lockstep.device;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A point in time on two clocks: the wall clock, for people, which may jump; and a monotonic clock,
 * which does not, and by which decisions are made.
 *
 * @param wall what people read
 * @param ticks nanoseconds of the monotonic clock. Where the boot is known they run since that boot
 *     and count suspend too (CLOCK_BOOTTIME); else they compare within one run only
 * @param run which run of the gateway's process took it
 * @param synchronised whether the kernel said then that the wall clock was synchronised
 */
public record Moment(Instant wall, long ticks, String run, Boot boot, boolean synchronised) {

  /** On an operating system that names no boot and vouches for no wall clock. */
  public Moment(Instant wall, long ticks, String run) {
    this(wall, ticks, run, Boot.UNKNOWN, false);
  }

  /**
   * How much time passed since then, as far as it is proved: within one boot by the ticks alone,
   * whatever the wall clock did; across boots of one host by the wall clock, where it was
   * synchronised both times; otherwise not at all.
   */
  public Age since(Moment earlier) {
    if (boot.known() && boot.equals(earlier.boot)) {
      return ticked(earlier);
    }
    if (run.equals(earlier.run)) {
      return withinRun(earlier);
    }
    return acrossBoots(earlier);
  }

  private Age ticked(Moment earlier) {
    Duration time = Duration.ofNanos(ticks - earlier.ticks);
    return time.isNegative()
        ? Age.unproved("the clock of this boot shows less than it did then")
        : Age.of(time);
  }

  /**
   * Such ticks may stand still while the PC sleeps, so what the wall clock shows is not ruled out.
   */
  private Age withinRun(Moment earlier) {
    Duration ticked = Duration.ofNanos(ticks - earlier.ticks);
    Duration shown = Duration.between(earlier.wall, wall);
    return shown.compareTo(ticked) <= 0
        ? Age.of(ticked)
        : new Age(
            ticked,
            Optional.of(shown),
            "the clock jumped, or the PC slept: this operating system does not tell which");
  }

  private Age acrossBoots(Moment earlier) {
    if (!boot.known() || !earlier.boot.known()) {
      return Age.unproved("another run of the gateway, on a system that does not name its boots");
    }
    if (!boot.host().equals(earlier.boot.host()) || boot.host().isEmpty()) {
      return Age.unproved("another boot, and nothing proves that it is of the same host");
    }
    if (!synchronised || !earlier.synchronised) {
      return Age.unproved(
          "another boot and the clock %s synchronised"
              .formatted(synchronised ? "was not" : "is not"));
    }
    Duration shown = Duration.between(earlier.wall, wall);
    return shown.isNegative()
        ? Age.unproved("another boot, and the clock jumped: it stands before what it showed then")
        : Age.of(shown);
  }

  /**
   * Whether it was taken later than the other: by the clocks where they prove it; otherwise what
   * this run took is later than what an earlier run left behind.
   *
   * @param now a moment of the run that asks
   */
  public boolean after(Moment other, Moment now) {
    Age age = since(other);
    if (age.atMost().isPresent()) {
      return age.atLeast().isPositive();
    }
    return run.equals(now.run) && !other.run.equals(now.run);
  }

  public Moment plus(Duration later) {
    return new Moment(wall.plus(later), ticks + later.toNanos(), run, boot, synchronised);
  }
}
