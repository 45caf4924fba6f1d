package dev.lockstep.participant;

import dev.lockstep.device.Boot;
import dev.lockstep.device.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * A clock that moves by hand. What waits for it is handed to the consumer when its time has come.
 */
final class ManualScheduler {
  private final PriorityQueue<Due> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
  private static final String HOST = "pc";

  private long nanos;
  private long numbers;
  private long boots = 1;
  private long bootedAt;
  private Duration ahead = Duration.ZERO;
  private boolean synchronised = true;

  private record Due(long at, long number, Runnable task, Consumer<Runnable> to) {}

  Moment now(String run) {
    Instant wall = Instant.parse("2026-01-05T06:00:00Z").plusNanos(nanos).plus(ahead);
    return new Moment(wall, nanos - bootedAt, run, new Boot("boot " + boots, HOST), synchronised);
  }

  /** Somebody, or something, sets the wall clock; no time passes. */
  void set(Duration jump) {
    ahead = ahead.plus(jump);
  }

  /** What the kernel says of the wall clock from now on. */
  void synchronised(boolean yes) {
    synchronised = yes;
  }

  /** The PC boots: its ticks begin anew. */
  void boot() {
    boots++;
    bootedAt = nanos;
  }

  /** Lets time pass; what falls due meanwhile is handed over in its order. */
  void advance(Duration time) {
    long until = nanos + time.toNanos();
    while (!waiting.isEmpty() && waiting.peek().at() <= until) {
      Due due = waiting.poll();
      nanos = Math.max(nanos, due.at());
      due.to().accept(due.task());
    }
    nanos = Math.max(nanos, until);
  }

  /** Lets time pass up to the next thing that waits; false where nothing does. */
  boolean advanceToNext() {
    if (waiting.isEmpty()) {
      return false;
    }
    advance(Duration.ofNanos(Math.max(0, waiting.peek().at() - nanos)));
    return true;
  }

  /** The clock of one run of a gateway: what falls due is handed to that run. */
  Scheduler of(String run, Consumer<Runnable> to) {
    return new Scheduler() {
      @Override
      public Moment now() {
        return ManualScheduler.this.now(run);
      }

      @Override
      public void pause(Duration time) {
        nanos += time.toNanos();
      }

      @Override
      public void later(Duration delay, Runnable task) {
        waiting.add(new Due(nanos + delay.toNanos(), numbers++, task, to));
      }
    };
  }
}
