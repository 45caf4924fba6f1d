package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.lra.LraCoordinatorClient;
import dev.lockstep.rest.lra.LraEnlistment;
import dev.lockstep.rest.lra.LraParticipation;
import dev.lockstep.rest.lra.LraSettings;
import dev.lockstep.rest.tcc.TccParticipation;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;
import org.eclipse.microprofile.config.Config;

/** CDI producers of what takes part in long running actions and in TCC transactions. */
@Singleton
final class LraBeans {

  @Produces
  @Singleton
  LraSettings lra(Settings settings, Config config) {
    return settings.lra(GatewayBeans.here(config));
  }

  @Produces
  @Singleton
  @Typed(LraCoordinatorClient.class)
  LraCoordinatorClient coordinators(LraSettings settings, HttpClient client, SystemTime time) {
    return new LraCoordinatorClient(client, settings.coordinators(), time);
  }

  @Produces
  @Singleton
  LraEnlistment enlistment(Participant participant, LraSettings settings, HttpClient client) {
    return new LraEnlistment(participant, settings, client);
  }

  @Produces
  @Singleton
  LraParticipation participation(
      Participant participant, LraSettings settings, LraCoordinatorClient coordinators) {
    return new LraParticipation(participant, settings, coordinators);
  }

  @Produces
  @Singleton
  TccParticipation tcc(Participant participant, Settings settings) {
    return new TccParticipation(participant, settings.config().coordinators());
  }
}
