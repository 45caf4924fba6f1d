package dev.lockstep.coordinator;

import dev.lockstep.transaction.TransactionId;
import java.net.URI;

/**
 * The way to the gateways. Thread-safe. Every call returns within a configured time, never throws
 * for what network or gateway do, and may be repeated.
 */
public interface ParticipantClient {

  /**
   * Asks one participant of the plan for its vote.
   *
   * @return never {@link Vote.Awaited}
   */
  Vote prepare(CoordinationPlan plan, int participant);

  Receipt commit(TransactionId id, URI gateway);

  Receipt rollback(TransactionId id, URI gateway);

  /** Tells it that it may forget the branch. Whether it did, or had nothing to forget. */
  boolean forget(TransactionId id, URI gateway);
}
