package dev.lockstep.driver.opcua;

import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** The system's clock, which a hand can put forward. */
final class ManualTimeSource implements TimeSource {
  private volatile Duration ahead = Duration.ZERO;

  @Override
  public Moment now() {
    return new Moment(Instant.now().plus(ahead), System.nanoTime() + ahead.toNanos(), "this-run");
  }

  void forward(Duration time) {
    ahead = ahead.plus(time);
  }
}
