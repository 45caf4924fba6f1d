package dev.lockstep.app;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Workers of one part: a virtual thread for each task. Thread-safe. */
final class Workers implements Executor, AutoCloseable {
  /** Longer than a disk takes, shorter than a service manager waits. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration patience;

  /**
   * @param patience how long a close waits for tasks that are under way; then they are interrupted
   */
  Workers(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /**
   * Takes no task any more. What writes may end its write first: one that is interrupted says that
   * the journal does not work.
   */
  @Override
  public void close() {
    threads.shutdown();
    try {
      var unused = threads.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
  }
}
