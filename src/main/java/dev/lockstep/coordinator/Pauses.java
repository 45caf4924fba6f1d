package dev.lockstep.coordinator;

import java.time.Duration;
import java.util.Optional;

/** How long to wait before the next attempt: longer each time, and never all at once. */
final class Pauses {
  private static final int DOUBLINGS_MAX = 30;

  private Pauses() {}

  /**
   * The pause after so many attempts: between half of it and all of it, by the dice. What a gateway
   * asks for is its own knowledge, and is kept to, as far as the longest pause allows.
   *
   * @param attempts 1 or more
   * @param dice from 0 up to, but not, 1
   */
  static Duration after(
      int attempts, Optional<Duration> asked, CoordinatorSettings.Times times, double dice) {
    if (asked.isPresent()) {
      return clamp(asked.get(), times);
    }
    long doubled =
        (long) Math.scalb((double) times.pause().toMillis(), Math.min(attempts - 1, DOUBLINGS_MAX));
    Duration whole = clamp(Duration.ofMillis(doubled), times);
    return Duration.ofNanos((long) (whole.toNanos() * (0.5 + dice / 2)));
  }

  private static Duration clamp(Duration pause, CoordinatorSettings.Times times) {
    if (pause.compareTo(times.pause()) < 0) {
      return times.pause();
    }
    return pause.compareTo(times.pauseMax()) > 0 ? times.pauseMax() : pause;
  }
}
