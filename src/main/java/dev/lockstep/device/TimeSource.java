package dev.lockstep.device;

/** A source of time: the system's clocks in {@code app}, a clock that is set by hand in tests. */
@FunctionalInterface
public interface TimeSource {
  Moment now();

  /** The {@link Moment#ticks()} of now, for callers that need nothing else. */
  default long ticks() {
    return now().ticks();
  }
}
