package dev.lockstep.device;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A point in time on two clocks: the wall clock, which people read and which may jump, and a
 * monotonic clock, which does not jump and by which ages are measured (decision 26).
 *
 * @param wall time of the wall clock
 * @param ticks nanoseconds of the monotonic clock. Where the boot is known they count from that
 *     boot and include time in suspend (CLOCK_BOOTTIME); otherwise they compare within one run only
 * @param run the run of the gateway's process in which the moment was taken
 * @param synchronised whether the kernel reported the wall clock as synchronised
 */
public record Moment(Instant wall, long ticks, String run, Boot boot, boolean synchronised) {

  /** A moment on an operating system without boot id and without a report of synchronisation. */
  public Moment(Instant wall, long ticks, String run) {
    this(wall, ticks, run, Boot.UNKNOWN, false);
  }

  /**
   * The time that passed since an earlier moment, as far as it is proved: within one boot by the
   * ticks alone, whatever the wall clock did; across boots of one host by the wall clock, where it
   * was synchronised at both moments; otherwise not at all.
   */
  public Age since(Moment earlier) {
    if (earlier.fromBackup()) {
      return Age.unproved("it stands in a backup, and may have been carried out since");
    }
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
        ? Age.unproved("the monotonic clock went backwards within one boot")
        : Age.of(time);
  }

  /**
   * The age within one run without boot id. Such ticks may stand still while the PC is suspended,
   * so the wall clock gives the upper bound.
   */
  private Age withinRun(Moment earlier) {
    Duration ticked = Duration.ofNanos(ticks - earlier.ticks);
    Duration shown = Duration.between(earlier.wall, wall);
    return shown.compareTo(ticked) <= 0
        ? Age.of(ticked)
        : new Age(
            ticked,
            Optional.of(shown),
            "the clock jumped, or the PC was suspended: this operating system does not tell which");
  }

  private Age acrossBoots(Moment earlier) {
    if (!boot.known() || !earlier.boot.known()) {
      return Age.unproved("the gateway was restarted, and this operating system has no boot id");
    }
    if (!boot.host().equals(earlier.boot.host()) || boot.host().isEmpty()) {
      return Age.unproved("the PC was rebooted, and nothing proves that it is the same host");
    }
    if (!synchronised || !earlier.synchronised) {
      return Age.unproved(
          "the PC was rebooted, and the clock %s synchronised"
              .formatted(synchronised ? "was not" : "is not"));
    }
    Duration shown = Duration.between(earlier.wall, wall);
    return shown.isNegative()
        ? Age.unproved(
            "the PC was rebooted, and the clock jumped back: it shows an earlier time than before")
        : Age.of(shown);
  }

  /**
   * Whether this moment was taken later than the other: by the clocks where they prove it;
   * otherwise a moment of this run is later than one of an earlier run.
   *
   * @param now a moment of the current run
   */
  public boolean after(Moment other, Moment now) {
    Age age = since(other);
    if (age.atMost().isPresent()) {
      return age.atLeast().isPositive();
    }
    return run.equals(now.run) && !other.run.equals(now.run);
  }

  /** Whether it was read from a backup, so that what followed on it is not known. */
  public boolean fromBackup() {
    return boot.equals(Boot.BACKUP);
  }

  public Moment plus(Duration later) {
    return new Moment(wall.plus(later), ticks + later.toNanos(), run, boot, synchronised);
  }
}
