package dev.lockstep.rest;

import dev.lockstep.device.TimeSource;
import java.time.Duration;

/**
 * Deadline of request bodies. The server gives up a body of which nothing comes for so long; one
 * that comes byte by byte would go on for ever, so all of it is due in that time. Looked at with
 * each piece that comes: a body ends after this time, and before twice of it.
 *
 * @param longest {@code quarkus.http.read-timeout}
 */
public record BodyDeadline(Duration longest, TimeSource clock) {
  long now() {
    return clock.ticks();
  }

  /**
   * @param begun when the body was first waited for
   * @throws RequestRefusedException BODY_TOO_SLOW
   */
  void enforce(long begun) {
    if (now() - begun > longest.toNanos()) {
      throw new RequestRefusedException(
          ProblemType.BODY_TOO_SLOW,
          "a body is due whole within %d ms of its head (quarkus.http.read-timeout); nothing was done"
              .formatted(longest.toMillis()));
    }
  }
}
