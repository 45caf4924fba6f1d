package dev.lockstep.app;

import dev.lockstep.ensemble.EnsembleClient;
import dev.lockstep.ensemble.EnsembleSettings;
import java.util.Optional;

/**
 * Connection to the ensemble, where one is configured: one session for all roles of this process.
 * An ensemble that does not answer is none of a start's failures.
 */
record EnsembleConnection(Optional<EnsembleClient> client) implements AutoCloseable {

  static EnsembleConnection open(EnsembleSettings settings) {
    return new EnsembleConnection(settings.connect().map(servers -> EnsembleClient.open(settings)));
  }

  @Override
  public void close() {
    client.ifPresent(EnsembleClient::close);
  }
}
