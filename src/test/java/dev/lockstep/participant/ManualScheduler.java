package dev.lockstep.participant;

import dev.lockstep.device.Boot;
import dev.lockstep.device.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** A scheduler that is moved by hand. Due tasks are handed to the consumer. */
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

  /** Sets the wall clock; no time passes. */
  void set(Duration jump) {
    ahead = ahead.plus(jump);
  }

  /** Sets whether the kernel reports the wall clock as synchronised. */
  void synchronised(boolean yes) {
    synchronised = yes;
  }

  /** Reboots the PC: its ticks start again. */
  void boot() {
    boots++;
    bootedAt = nanos;
  }

  /** Advances the time; due tasks are handed over in their order. */
  void advance(Duration time) {
    long until = nanos + time.toNanos();
    while (!waiting.isEmpty() && waiting.peek().at() <= until) {
      Due due = waiting.poll();
      nanos = Math.max(nanos, due.at());
      due.to().accept(due.task());
    }
    nanos = Math.max(nanos, until);
  }

  /** Advances the time to the next waiting task; false where there is none. */
  boolean advanceToNext() {
    if (waiting.isEmpty()) {
      return false;
    }
    advance(Duration.ofNanos(Math.max(0, waiting.peek().at() - nanos)));
    return true;
  }

  /** The scheduler of one run of a gateway, which gets its due tasks. */
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
