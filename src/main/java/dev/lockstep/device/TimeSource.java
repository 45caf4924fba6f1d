package dev.lockstep.device;

/** Where time comes from: the system's clocks in {@code app}, a hand in tests. */
@FunctionalInterface
public interface TimeSource {
  Moment now();

  /** {@link Moment#ticks()} alone, where that is cheaper. */
  default long ticks() {
    return now().ticks();
  }
}
