package dev.lockstep.driver.mqtt;

import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Runs a task when it is due, on a virtual thread of its own. Several calls before it is due are
 * one run, at the earliest of their times. Thread-safe.
 */
final class HostTimer implements AutoCloseable {
  private static final long NEVER = Long.MAX_VALUE;

  private final TimeSource clock;
  private final Runnable task;
  private final Thread thread;
  private long due = NEVER;
  private boolean closed;

  HostTimer(TimeSource clock, Runnable task) {
    this.clock = clock;
    this.task = task;
    this.thread = Thread.ofVirtual().name("sparkplug timer").start(this::run);
  }

  /** Runs the task after this time at the latest. */
  synchronized void after(Duration time) {
    long at = clock.ticks() + Math.max(0, time.toNanos());
    if (due == NEVER || at - due < 0) {
      due = at;
      notifyAll();
    }
  }

  private void run() {
    try {
      while (await()) {
        task.run();
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the task is due; false where the timer was closed. */
  private synchronized boolean await() throws InterruptedException {
    while (!closed && (due == NEVER || due - clock.ticks() > 0)) {
      if (due == NEVER) {
        wait();
      } else {
        TimeUnit.NANOSECONDS.timedWait(this, due - clock.ticks());
      }
    }
    due = NEVER;
    return !closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    thread.interrupt();
  }
}
