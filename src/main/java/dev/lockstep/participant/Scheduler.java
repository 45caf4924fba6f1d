package dev.lockstep.participant;

import dev.lockstep.device.TimeSource;
import java.time.Duration;

/** Time that passes: the system's in {@code app}, a hand in tests. Thread-safe. */
public interface Scheduler extends TimeSource {

  /** Blocks the calling (virtual) thread for that long. */
  void pause(Duration time);

  /** Runs the task once after that time, on a thread that must not be blocked. */
  void later(Duration delay, Runnable task);
}
