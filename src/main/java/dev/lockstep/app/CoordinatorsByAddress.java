package dev.lockstep.app;

import dev.lockstep.ensemble.EnsembleAddress;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.transaction.TransactionId;
import java.util.Optional;

/**
 * Client of every coordinator: the form of the address tells whether one process decides or an
 * ensemble. Thread-safe.
 *
 * @param ensemble transactions that are decided in an ensemble
 * @param processes coordinators that are asked over HTTP
 */
record CoordinatorsByAddress(CoordinatorClient ensemble, CoordinatorClient processes)
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
    return EnsembleAddress.is(address) ? ensemble : processes;
  }
}
