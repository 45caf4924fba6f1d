package dev.lockstep.app.start;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Watchdog (sd_watchdog_enabled(3)): passes the signs of life of what a gateway cannot do without
 * on to systemd. It is no timer that pats itself on the back: each time, every part is asked, and
 * only where all have answered is anything sent. Where one does not, systemd ends the process and
 * starts it again, which is the event Restarted.
 *
 * <p>A part that answers may be in trouble: a full disk, a machine that is away. That is for a
 * person, and no restart would help.
 */
final class Watchdog implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Watchdog.class);

  /** More than the two that sd_watchdog_enabled(3) recommends: one answer may come late. */
  private static final int LOOKS_PER_PERIOD = 4;

  private final Duration period;
  private final Map<String, Supplier<CompletionStage<?>>> parts;
  private final Runnable alive;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /** Asked, and without an answer yet. */
  private final Map<String, CompletionStage<?>> silent = new ConcurrentHashMap<>();

  private boolean told;

  /**
   * @param period without a sign of life after which systemd acts
   * @param parts by name; each is asked for a sign of life, which comes as the stage's completion
   * @param alive passes one on
   */
  Watchdog(Duration period, Map<String, Supplier<CompletionStage<?>>> parts, Runnable alive) {
    this.period = period;
    this.parts = Map.copyOf(parts);
    this.alive = alive;
    this.thread = Thread.ofPlatform().name("lockstep-watchdog").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      long pause = period.dividedBy(LOOKS_PER_PERIOD).toNanos();
      do {
        look();
      } while (!closing.await(pause, TimeUnit.NANOSECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error bug) {
      LOG.error("the watchdog was stopped by a fault of the gateway itself", bug);
    }
  }

  /**
   * One look: passes a sign of life on where all have answered since the last one, and asks them
   * anew.
   *
   * @return those who have not answered; empty where the sign was passed on
   */
  Optional<String> look() {
    silent.values().removeIf(Watchdog::answered);
    Optional<String> missing = silent.keySet().stream().sorted().reduce((a, b) -> a + ", " + b);
    if (missing.isPresent()) {
      tell(missing.get());
      return missing;
    }
    told = false;
    alive.run();
    parts.forEach((name, part) -> silent.put(name, part.get()));
    return Optional.empty();
  }

  private void tell(String missing) {
    if (!told) {
      LOG.errorf(
          "no sign of life from: %s; where none comes systemd ends this process within %d s and"
              + " starts it again",
          missing, period.toSeconds());
    }
    told = true;
  }

  /** A part that fails to answer has not answered. */
  private static boolean answered(CompletionStage<?> stage) {
    var answer = stage.toCompletableFuture();
    return answer.isDone() && !answer.isCompletedExceptionally();
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
