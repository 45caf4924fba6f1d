package dev.lockstep.driver;

import java.time.Duration;

/** The result of fencing earlier sends (P5a). */
public sealed interface FenceResult {

  /** Shut: nothing sent earlier can arrive any more. The detail says why. */
  record Shut(String detail) implements FenceResult {}

  /**
   * Open: something sent earlier may still arrive.
   *
   * @param retryAfter the time after which another attempt may succeed
   */
  record Open(String detail, Duration retryAfter) implements FenceResult {}
}
