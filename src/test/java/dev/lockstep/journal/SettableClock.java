package dev.lockstep.journal;

import dev.lockstep.device.Boot;
import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** Clocks that move by hand: time passes on both, and the wall clock jumps alone. */
public final class SettableClock implements TimeSource {
  private Instant wall = Instant.parse("2026-03-02T06:00:00Z");
  private long ticks = 1_000;
  private String host = "pc";
  private int boots = 1;
  private int runs = 1;
  private boolean synchronised;

  @Override
  public synchronized Moment now() {
    Boot boot = new Boot("boot " + boots, host);
    return new Moment(wall, ticks, "run " + runs, boot, synchronised);
  }

  public synchronized void pass(Duration time) {
    wall = wall.plus(time);
    ticks += time.toNanos();
  }

  synchronized void jump(Duration jump) {
    wall = wall.plus(jump);
  }

  synchronized void synchronised(boolean yes) {
    synchronised = yes;
  }

  /** The gateway is another process from now on. */
  synchronized void restart() {
    runs++;
  }

  /** The PC boots: its ticks begin anew. */
  synchronized void boot() {
    boots++;
    runs++;
    ticks = 1_000;
  }

  /** The disk is in another PC. */
  synchronized void move(String to) {
    host = to;
    boot();
  }
}
