package dev.lockstep.coordinator;

import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The way to the gateways. Thread-safe. No call blocks: each is answered within a configured time,
 * on any thread, which what follows must not hold up. What network or gateway do is an answer; a
 * stage that fails is a fault of this program. Every call may be repeated.
 */
public interface ParticipantClient {

  /**
   * Asks one participant of the plan for its vote.
   *
   * @return never {@link Vote.Awaited}
   */
  CompletionStage<Vote> prepare(CoordinationPlan plan, int participant);

  /**
   * Tells it the decision COMMIT.
   *
   * @param instant at which its machines are to move; empty for at once
   */
  CompletionStage<Receipt> commit(TransactionId id, URI gateway, Optional<Instant> instant);

  CompletionStage<Receipt> rollback(TransactionId id, URI gateway);

  /** Tells it that it may forget the branch. Whether it did, or had nothing to forget. */
  CompletionStage<Boolean> forget(TransactionId id, URI gateway);
}
