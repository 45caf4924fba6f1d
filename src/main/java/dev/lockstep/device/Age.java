package dev.lockstep.device;

import java.time.Duration;
import java.util.Optional;

/**
 * How much time passed between two moments, as far as clocks prove it.
 *
 * @param atLeast what passed for certain
 * @param atMost what passed at most; empty where nothing proves an upper bound
 * @param doubt why the two differ, for people; empty where they do not
 */
public record Age(Duration atLeast, Optional<Duration> atMost, String doubt) {

  static Age of(Duration time) {
    return new Age(time, Optional.of(time), "");
  }

  static Age unproved(String why) {
    return new Age(Duration.ZERO, Optional.empty(), why);
  }

  /** Whether no more than that passed, proved. What cannot be proved fresh is stale. */
  public boolean within(Duration limit) {
    return atMost.map(most -> most.compareTo(limit) <= 0).orElse(false);
  }
}
