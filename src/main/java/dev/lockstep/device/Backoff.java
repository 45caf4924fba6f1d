package dev.lockstep.device;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with jitter: the first pause, doubled with each attempt up to the longest.
 * Between half and all of it is waited, at random, so that a thousand transactions, or all gateways
 * of a plant, do not try again at the same moment.
 *
 * @param first more than zero
 * @param longest not shorter than the first
 */
public record Backoff(Duration first, Duration longest) {
  private static final int DOUBLINGS_MAX = 30;

  public Backoff {
    if (!first.isPositive()) {
      throw new IllegalArgumentException(
          "the first pause is " + first + "; it must be more than zero");
    }
    if (longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "the longest pause " + longest + " is shorter than the first " + first);
    }
  }

  /**
   * The pause before an attempt.
   *
   * @param attempt from 0
   */
  public Duration pause(int attempt, RandomGenerator random) {
    Duration whole = whole(attempt);
    long jitter = (long) (whole.dividedBy(2).toNanos() * random.nextDouble());
    return whole.minusNanos(jitter);
  }

  /** The same without jitter. */
  public Duration whole(int attempt) {
    return shorter(first.multipliedBy(1L << Math.min(attempt, DOUBLINGS_MAX)), longest);
  }

  /** A pause that was asked for, not shorter than the first and not longer than the longest. */
  public Duration clamp(Duration asked) {
    return asked.compareTo(first) < 0 ? first : shorter(asked, longest);
  }

  /** The same, but none longer than that. */
  public Backoff within(Duration most) {
    return new Backoff(shorter(first, most), shorter(longest, most));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
