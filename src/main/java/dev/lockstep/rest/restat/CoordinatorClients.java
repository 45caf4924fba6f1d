package dev.lockstep.rest.restat;

import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.transaction.TransactionId;
import java.util.Optional;

/**
 * Client of every kind of coordinator: the form of the address tells which protocol it speaks.
 * Thread-safe.
 *
 * @param own coordinators of our own kind
 * @param restAt coordinators that speak REST-AT
 */
public record CoordinatorClients(CoordinatorClient own, CoordinatorClient restAt)
    implements CoordinatorClient {
  @Override
  public Word ask(String address, TransactionId id) {
    return speaking(address).ask(address, id);
  }

  @Override
  public Optional<String> objection(String address) {
    return speaking(address).objection(address);
  }

  private CoordinatorClient speaking(String address) {
    return RestAtAddress.of(address).isPresent() ? restAt : own;
  }
}
