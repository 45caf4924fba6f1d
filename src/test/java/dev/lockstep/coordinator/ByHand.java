package dev.lockstep.coordinator;

import dev.lockstep.device.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.random.RandomGenerator;

/** Clock, alarms and executor, driven by a test: nothing happens by itself. */
final class ByHand {
  private static final Instant START = Instant.parse("2026-01-05T06:00:00Z");

  /** Bits of which {@code nextDouble} makes 0.5: three quarters of each pause. */
  private static final RandomGenerator HALF = () -> Long.MIN_VALUE;

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparing(Alarm::at).thenComparing(Alarm::number));
  private Duration elapsed = Duration.ZERO;
  private int numbers;

  /** What the log says is in the way of anything new. */
  List<String> obstacles = List.of();

  private record Alarm(Duration at, int number, Runnable task) {}

  /** Power fails: whatever runs stops at once. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  CoordinatorPorts surroundings() {
    return new CoordinatorPorts(
        this::now, this::in, tasks::add, HALF, CoordinationListener.NONE, () -> obstacles);
  }

  private Moment now() {
    return new Moment(START.plus(elapsed), elapsed.toNanos(), "run");
  }

  private void in(Duration pause, Runnable task) {
    alarms.add(new Alarm(elapsed.plus(pause), numbers++, task));
  }

  /** Runs until nothing is left to do without time passing; false where power failed. */
  boolean settle() {
    try {
      while (!tasks.isEmpty()) {
        tasks.remove().run();
      }
      return true;
    } catch (Crash crash) {
      lose();
      return false;
    }
  }

  /** Lets time pass, and everything happen that falls due; false where power failed. */
  boolean advance(Duration time) {
    Duration until = elapsed.plus(time);
    boolean alive = settle();
    while (alive && !alarms.isEmpty() && alarms.peek().at().compareTo(until) <= 0) {
      Alarm next = alarms.remove();
      elapsed = next.at();
      next.task().run();
      alive = settle();
    }
    elapsed = until;
    return alive;
  }

  /** What was in memory only is gone. */
  void lose() {
    tasks.clear();
    alarms.clear();
  }
}
