package dev.lockstep.plant;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What a controller does over and over: read its inputs, think, set its outputs. */
final class ScanCycle implements AutoCloseable {
  static final Duration PERIOD = Duration.ofMillis(50);
  private static final System.Logger LOG = System.getLogger(ScanCycle.class.getName());

  private final ScheduledExecutorService clock;

  /** As the other one, every {@link #PERIOD}. */
  ScanCycle(String machine, Runnable scan) {
    this(machine, PERIOD, scan);
  }

  /**
   * Begins at once.
   *
   * @param scan one round; called on a thread of its own
   */
  ScanCycle(String machine, Duration period, Runnable scan) {
    clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("scan-" + machine).factory());
    Runnable round =
        () -> {
          try {
            scan.run();
          } catch (RuntimeException e) {
            // Thrown on, it would stop the clock without a word and the machine would only look
            // idle.
            LOG.log(System.Logger.Level.ERROR, "scan of the " + machine, e);
          }
        };
    var unused = clock.scheduleAtFixedRate(round, 0, period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The next value on the way from here to there, at most one step on. */
  static double towards(double target, double from, double step) {
    return Math.abs(target - from) <= step ? target : from + Math.copySign(step, target - from);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
