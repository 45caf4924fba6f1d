package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.participant.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The system's clocks, which a test can put forward. Brokers and sockets run in real time, and so
 * do timers.
 */
final class ShiftedClock implements Scheduler {
  private final AtomicLong shift = new AtomicLong();

  @Override
  public Moment now() {
    long ahead = shift.get();
    return new Moment(Instant.now().plusNanos(ahead), System.nanoTime() + ahead, "this run");
  }

  @Override
  public void pause(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    while (until - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  @Override
  public void later(Duration delay, Runnable task) {
    CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS).execute(task);
  }

  void forward(Duration time) {
    shift.addAndGet(time.toNanos());
  }

  Deadline in(Duration time) {
    return Deadline.in(time, this);
  }
}
