package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The system's clocks, which a test can put forward: brokers and sockets live in real time. */
final class ShiftedClock implements TimeSource {
  private final AtomicLong shift = new AtomicLong();

  @Override
  public Moment now() {
    long ahead = shift.get();
    return new Moment(Instant.now().plusNanos(ahead), System.nanoTime() + ahead, "this run");
  }

  void forward(Duration time) {
    shift.addAndGet(time.toNanos());
  }

  Deadline in(Duration time) {
    return Deadline.in(time, this);
  }
}
