package dev.lockstep.app;

import dev.lockstep.device.Moment;
import dev.lockstep.participant.Clockwork;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The time that passes outside. Thread-safe. */
final class SystemTime implements Clockwork, AutoCloseable {
  private final String run = UUID.randomUUID().toString();
  private final ScheduledThreadPoolExecutor alarms;

  SystemTime() {
    alarms =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("lockstep-alarms").daemon(true).factory());
    alarms.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    alarms.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Moment now() {
    return new Moment(Instant.now(), System.nanoTime(), run);
  }

  @Override
  public void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void later(Duration delay, Runnable task) {
    if (!alarms.isShutdown()) {
      alarms.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** What was to come later does not come any more. */
  @Override
  public void close() {
    alarms.shutdownNow();
  }
}
