package dev.lockstep.app;

import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.rest.lra.LraAddress;
import dev.lockstep.rest.tcc.TccAddress;
import dev.lockstep.transaction.TransactionId;
import java.util.Optional;

/**
 * Client of coordinators that know nothing of two phases: the form of the address tells which
 * protocol each speaks. Thread-safe.
 *
 * @param lra coordinators of long running actions
 * @param tcc servers of TCC transactions
 * @param others coordinators of every other kind
 */
record ForeignCoordinators(CoordinatorClient lra, CoordinatorClient tcc, CoordinatorClient others)
    implements CoordinatorClient {
  @Override
  public Word ask(String address, TransactionId id) {
    return of(address).ask(address, id);
  }

  @Override
  public Optional<String> objection(String address) {
    return of(address).objection(address);
  }

  private CoordinatorClient of(String address) {
    if (LraAddress.of(address).isPresent()) {
      return lra;
    }
    return TccAddress.of(address).isPresent() ? tcc : others;
  }
}
