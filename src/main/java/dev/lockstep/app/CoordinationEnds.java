package dev.lockstep.app;

import dev.lockstep.coordinator.CoordinationRecord;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The ends of coordinations whose log is in an ensemble, on their way to the outbox, which is
 * opened after the coordinator: ends that come before it wait for it. Thread-safe.
 *
 * <p>The crash stories: 1. Power fails after the outbox has noted an end and before the ensemble
 * shows it: another replica ends it once more, and tells it once more. 2. Power fails before the
 * note: the same, and it is told once.
 */
final class CoordinationEnds {
  private final CompletableFuture<Predicate<CoordinationRecord>> taker = new CompletableFuture<>();

  /** Whom they are handed to from now on; false from it: the ensemble must not show the end yet. */
  void takenBy(Predicate<CoordinationRecord> outbox) {
    taker.complete(outbox);
  }

  /** Blocks until there is a taker, and as long as that takes. */
  boolean handOver(CoordinationRecord end) {
    return taker.join().test(end);
  }
}
