package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting no longer than a deadline. */
final class BoundedFutures {
  private BoundedFutures() {}

  /** What came in time; empty where nothing did, or the waiting thread was told to stop. */
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
