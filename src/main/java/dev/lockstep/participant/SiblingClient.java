package dev.lockstep.participant;

import dev.lockstep.transaction.TransactionId;
import java.time.Duration;

/**
 * The port to siblings, the other gateways of a transaction (decision 8). The outcome that a
 * sibling received is evidence, and a sibling that has not voted can renounce its vote.
 */
public interface SiblingClient {

  /**
   * Asks for the outcome, within a configured time. Does not throw for failures of the network or
   * the sibling.
   *
   * @param address of the sibling, from the prepare request; only called where it is on the
   *     configured list
   * @param votedFor the age of this gateway's vote
   */
  CoordinatorClient.Word ask(String address, TransactionId id, Duration votedFor);
}
