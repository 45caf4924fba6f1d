package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.ensemble.EnsembleInquiry;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.participant.OutcomeWitness;
import dev.lockstep.participant.SiblingClient;
import dev.lockstep.rest.CoordinatorWarnings;
import dev.lockstep.rest.client.HttpCoordinatorClient;
import dev.lockstep.rest.client.HttpSiblingClient;
import dev.lockstep.rest.lra.LraCoordinatorClient;
import dev.lockstep.rest.restat.CoordinatorClients;
import dev.lockstep.rest.restat.RestAtCoordinatorClient;
import dev.lockstep.rest.restat.RestAtSettings;
import dev.lockstep.rest.tcc.TccCoordinatorClient;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;

/** CDI producers of clients to which a gateway turns for the outcome of a transaction in doubt. */
@Singleton
final class InquiryBeans {

  @Produces
  @Singleton
  CoordinatorClient coordinators(
      Settings settings,
      RestAtSettings restAt,
      SystemTime time,
      HttpClient client,
      EnsembleCoordinatorClient ensemble,
      LraCoordinatorClient lra) {
    return new CoordinatorsByAddress(
        ensemble,
        new ForeignCoordinators(
            lra,
            new TccCoordinatorClient(client, settings.config().coordinators(), time),
            new CoordinatorClients(
                new HttpCoordinatorClient(client, settings.config().coordinators(), time),
                new RestAtCoordinatorClient(client, restAt.config(), time))));
  }

  @Produces
  @Singleton
  CoordinatorWarnings warnings(CoordinatorClient coordinators) {
    return new CoordinatorWarnings(coordinators);
  }

  @Produces
  @Singleton
  SiblingClient siblings(Settings settings, SystemTime time, HttpClient client) {
    return new HttpSiblingClient(client, settings.config().siblings(), settings.gateway(), time);
  }

  @Produces
  @Singleton
  EnsembleConnection ensemble(Settings settings) {
    return EnsembleConnection.open(settings.config().ensemble());
  }

  void close(@Disposes EnsembleConnection connection) {
    connection.close();
  }

  @Produces
  @Singleton
  OutcomeWitness witness(EnsembleConnection connection, Settings settings, SystemTime time) {
    EnsembleSettings ensemble = settings.config().ensemble();
    return connection
        .client()
        .filter(client -> ensemble.witness())
        .<OutcomeWitness>map(client -> EnsembleWitness.start(client, settings, time))
        .orElse(OutcomeWitness.NONE);
  }

  /** The journal is opened with the gateway, which needs the client: so it is looked up later. */
  @Produces
  @Singleton
  @Typed(EnsembleCoordinatorClient.class)
  EnsembleCoordinatorClient inEnsemble(
      EnsembleConnection connection,
      Settings settings,
      SystemTime time,
      Instance<SqliteJournal> journal) {
    EnsembleInquiry.Asker asker =
        new EnsembleInquiry.Asker(settings.gateway(), time, () -> journal.get().gaps());
    EnsembleSettings ensemble = settings.config().ensemble();
    return new EnsembleCoordinatorClient(
        connection.client().map(client -> new EnsembleInquiry(client, ensemble, asker)),
        ensemble.chroot());
  }
}
