package dev.lockstep.driver;

import java.time.Duration;

/** Whether the old way in is shut (DESIGN P5a). */
public sealed interface FenceResult {

  /** Nothing sent before can arrive any more. The detail says why. */
  record Shut(String detail) implements FenceResult {}

  /**
   * It still could.
   *
   * @param retryAfter when asking again makes sense
   */
  record Open(String detail, Duration retryAfter) implements FenceResult {}
}
