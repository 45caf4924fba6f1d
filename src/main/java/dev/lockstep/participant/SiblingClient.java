package dev.lockstep.participant;

import dev.lockstep.transaction.TransactionId;
import java.time.Duration;

/**
 * The way to ask another gateway of the same transaction how it stands there (DESIGN 6): what it
 * was told is evidence, and where it has not voted it can promise that it never will.
 */
public interface SiblingClient {

  /**
   * Asks, within a configured time. Never throws for what network or gateway do.
   *
   * @param address the gateway's, as the prepare gave it; only called where it is on the configured
   *     list
   * @param votedFor how long ago this gateway gave its vote
   */
  CoordinatorClient.Word ask(String address, TransactionId id, Duration votedFor);
}
