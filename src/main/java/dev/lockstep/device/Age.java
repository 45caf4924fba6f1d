package dev.lockstep.device;

import java.time.Duration;
import java.util.Optional;

/**
 * The time that passed between two moments, as far as the clocks prove it.
 *
 * @param atLeast the proved lower bound
 * @param atMost the proved upper bound; empty where there is none
 * @param doubt why the two differ, for an operator; empty where they are equal
 */
public record Age(Duration atLeast, Optional<Duration> atMost, String doubt) {

  static Age of(Duration time) {
    return new Age(time, Optional.of(time), "");
  }

  static Age unproved(String why) {
    return new Age(Duration.ZERO, Optional.empty(), why);
  }

  /**
   * Whether the age is proved to be at most this limit. What cannot be proved fresh is stale
   * (decision 26).
   */
  public boolean within(Duration limit) {
    return atMost.map(most -> most.compareTo(limit) <= 0).orElse(false);
  }
}
