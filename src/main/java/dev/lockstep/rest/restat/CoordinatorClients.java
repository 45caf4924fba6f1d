package dev.lockstep.rest.restat;

import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.transaction.TransactionId;

/**
 * Asks each coordinator in its own language, which its address tells. Thread-safe.
 *
 * @param own coordinators of our own kind
 * @param restAt Narayana and its like
 */
public record CoordinatorClients(CoordinatorClient own, CoordinatorClient restAt)
    implements CoordinatorClient {
  @Override
  public Word ask(String address, TransactionId id) {
    return (RestAtAddress.of(address).isPresent() ? restAt : own).ask(address, id);
  }
}
