package dev.lockstep.device;

import java.time.Duration;
import java.util.Optional;

/** A source of time: the system's clocks in {@code app}, a clock that is set by hand in tests. */
@FunctionalInterface
public interface TimeSource {
  Moment now();

  /** The {@link Moment#ticks()} of now, for callers that need nothing else. */
  default long ticks() {
    return now().ticks();
  }

  /**
   * How far the wall clock is from the right time at most, as the operating system says; empty
   * where it does not know.
   */
  default Optional<Duration> error() {
    return Optional.empty();
  }
}
