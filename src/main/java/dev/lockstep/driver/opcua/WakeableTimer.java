package dev.lockstep.driver.opcua;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The pauses of one thread, which others can cut short: once, for something to do, or for good.
 * Thread-safe.
 */
final class WakeableTimer {
  private final Semaphore wakes = new Semaphore(0);
  private volatile boolean closed;

  /**
   * Waits until the pause is over, or it is woken, also where that was before it came here.
   *
   * @return whether it is closed, or the thread was interrupted
   */
  boolean isClosedWithin(Duration pause) {
    try {
      if (!closed && wakes.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        wakes.drainPermits();
      }
      return closed;
    } catch (InterruptedException stopped) {
      return true;
    }
  }

  /** Ends the pause, or the next one. */
  void wake() {
    wakes.release();
  }

  /** What was wanted by those who woke it is being done now. */
  void begin() {
    wakes.drainPermits();
  }

  void close() {
    closed = true;
    wakes.release();
  }
}
