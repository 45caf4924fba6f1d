package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bounded waiting for futures, until a deadline (P8). */
final class BoundedFutures {
  private BoundedFutures() {}

  /** The result; empty where it does not come in time, or the waiting thread is interrupted. */
  static <T> Optional<T> until(Deadline deadline, TimeSource clock, CompletableFuture<T> future) {
    try {
      return Optional.of(future.get(deadline.left(clock).toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (InterruptedException givenUp) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (CancellationException | ExecutionException ourOwnFault) {
      throw new IllegalStateException(ourOwnFault);
    }
  }
}
