package dev.lockstep.participant;

import dev.lockstep.device.TimeSource;
import java.time.Duration;

/**
 * A scheduler: the system's clock and timers in {@code app}, a clock that is moved by hand in
 * tests. Thread-safe.
 */
public interface Scheduler extends TimeSource {

  /** Blocks the calling (virtual) thread for a time. */
  void pause(Duration time);

  /** Runs a task once after a delay, on a thread that must not be blocked. */
  void later(Duration delay, Runnable task);
}
