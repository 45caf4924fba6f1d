package dev.lockstep.participant;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Signal that the gateway is about to stop: nothing new is taken from then on, and callers who wait
 * are answered at once with what stands. What they wait for goes on at the next start. Given once.
 * Thread-safe.
 */
public final class StopSignal {
  /** What a caller is told whose request comes to no end. */
  public static final String STOPPING = "the gateway is stopping; try again when it is back";

  /** Not dependents of one future: those would pile up on it for as long as nothing stops. */
  private final Set<Wait> waits = ConcurrentHashMap.newKeySet();

  private final List<Runnable> actions = new ArrayList<>();
  private volatile boolean given;

  /** One caller's; compared by identity. */
  private static final class Wait {
    private final CompletableFuture<?> end;

    Wait(CompletableFuture<?> end) {
      this.end = end;
    }

    void over() {
      end.cancel(false); // which changes nothing where the result is there
    }
  }

  /** Gives it; runs what was asked for with {@link #then}. */
  public void give() {
    List<Runnable> due;
    synchronized (actions) {
      given = true;
      due = List.copyOf(actions);
      actions.clear();
    }
    waits.forEach(Wait::over);
    due.forEach(Runnable::run);
  }

  public boolean isGiven() {
    return given;
  }

  /** Runs this when the signal is given; at once where it is. */
  public void then(Runnable action) {
    synchronized (actions) {
      if (!given) {
        actions.add(action);
        return;
      }
    }
    action.run();
  }

  /**
   * As {@link CompletableFuture#get(long, TimeUnit)}, for as long as nothing stops.
   *
   * @throws TimeoutException also where the signal is given before the result is there
   */
  public <T> T await(CompletableFuture<T> asked, Duration most)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<T> end = asked.copy();
    Wait wait = new Wait(end);
    waits.add(wait);
    try {
      if (given) {
        wait.over();
      }
      return end.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (CancellationException stopped) {
      TimeoutException early = new TimeoutException(STOPPING);
      early.initCause(stopped);
      throw early;
    } finally {
      waits.remove(wait);
    }
  }
}
