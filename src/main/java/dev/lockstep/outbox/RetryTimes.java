package dev.lockstep.outbox;

import dev.lockstep.device.Backoff;
import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the pauses between attempts with a broker. */
public interface RetryTimes {
  /** Before the second attempt; doubles with each further one. */
  @WithDefault("200ms")
  @Range(least = "1ms")
  Duration pause();

  /** The longest pause between attempts. */
  @WithDefault("10s")
  @Range(least = "1ms", notBelow = "pause")
  Duration pauseMax();

  /** The pauses between attempts. */
  default Backoff backoff() {
    return new Backoff(pause(), pauseMax());
  }
}
