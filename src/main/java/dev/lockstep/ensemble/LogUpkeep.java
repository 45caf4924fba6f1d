package dev.lockstep.ensemble;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Upkeep of the log: what is missing is established, soon; what was left is looked for, and what is
 * old is swept, now and then. One thread at a time.
 */
final class LogUpkeep {
  /** While something is missing. */
  private static final Duration ESTABLISH_EVERY = Duration.ofSeconds(1);

  private final EnsembleStanding standing;
  private final Runnable sweep;
  private final Executor executor;
  private final Duration sweepEvery;
  private final EnsemblePorts.Timer timer;
  private final List<Runnable> leftListeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean working = new AtomicBoolean();
  private final AtomicBoolean establishing = new AtomicBoolean();

  private volatile boolean closed;

  LogUpkeep(
      EnsembleStanding standing,
      Runnable sweep,
      Executor executor,
      EnsembleSettings settings,
      EnsemblePorts ports) {
    this.standing = standing;
    this.sweep = sweep;
    this.executor = executor;
    this.sweepEvery = settings.times().sweepEvery();
    this.timer = ports.timer();
  }

  /** Goes on until it is closed. */
  void start() {
    every();
    establish();
  }

  private void every() {
    if (!closed) {
      timer.in(sweepEvery, () -> executor.execute(this::turn));
    }
  }

  private void turn() {
    try {
      work();
    } finally {
      start();
    }
  }

  /** Looks for what is missing, soon and again and again, until nothing is. */
  void establish() {
    if (!closed && !standing.ready() && establishing.compareAndSet(false, true)) {
      timer.in(ESTABLISH_EVERY, () -> executor.execute(this::establishAgain));
    }
  }

  private void establishAgain() {
    establishing.set(false);
    try {
      if (!standing.ready()) {
        work();
      }
    } finally {
      establish();
    }
  }

  /** One turn; nothing where one is under way. */
  void work() {
    if (closed || !working.compareAndSet(false, true)) {
      return;
    }
    try {
      boolean before = standing.ready();
      if (standing.establish()) {
        left();
        if (before) {
          sweep.run();
        }
      }
    } finally {
      working.set(false);
    }
  }

  void onLeft(Runnable look) {
    leftListeners.add(look);
  }

  /** Something may have been left by a replica that is gone. */
  void left() {
    if (!closed) {
      leftListeners.forEach(Runnable::run);
    }
  }

  void close() {
    closed = true;
  }
}
