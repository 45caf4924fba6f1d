package dev.lockstep.standby;

/**
 * How a line's lease works; the same on both PCs.
 *
 * @param duration of a lease, in nanoseconds of CLOCK_BOOTTIME
 * @param margin for clocks that run differently fast: taken off by the holder, added by whom it
 *     keeps waiting; in nanoseconds
 */
public record LineRules(Keeper keeper, Mode mode, long duration, long margin) {
  /** Who keeps the lease. */
  public enum Keeper {
    /** The other PC grants it; a person says who takes over. */
    PEER,
    /** One znode of the ensemble; the standby takes over by itself. */
    ZOOKEEPER
  }

  /** Whether the active PC waits for the standby. */
  public enum Mode {
    /** Nothing is acknowledged that the standby has not confirmed. */
    SYNCHRONOUS,
    /** What the standby had not confirmed is lost by a takeover. */
    ASYNCHRONOUS
  }

  public LineRules {
    if (duration <= 2 * margin || margin < 0) {
      throw new IllegalArgumentException(
          "a lease of %d ns with a margin of %d ns".formatted(duration, margin));
    }
  }

  /** Until when the holder may act that asked at that moment. */
  long heldUntil(long sentAt) {
    return sentAt + duration - margin;
  }

  /** From when on the lease cannot hold any more that was granted, or seen to change, then. */
  long overFrom(long seenAt) {
    return seenAt + duration + margin;
  }
}
