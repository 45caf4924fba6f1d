package dev.lockstep.driver.opcua;

import dev.lockstep.device.Moment;
import dev.lockstep.participant.Scheduler;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Time that passes by itself, on a clock that a hand can put forward. */
final class PressTime implements Scheduler, AutoCloseable {
  private final ManualTimeSource clock;
  private final ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1);

  PressTime(ManualTimeSource clock) {
    this.clock = clock;
    alarms.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Moment now() {
    return clock.now();
  }

  @Override
  public void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void later(Duration delay, Runnable task) {
    if (!alarms.isShutdown()) {
      alarms.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    alarms.shutdownNow();
  }
}
