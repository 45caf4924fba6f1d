package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.restat.EnlistmentRelocation;
import dev.lockstep.rest.restat.PendingEnlistments;
import dev.lockstep.rest.restat.RestAtEnlistment;
import dev.lockstep.rest.restat.RestAtSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;
import org.eclipse.microprofile.config.Config;

/** CDI producers of what takes part in REST-AT coordinators' transactions. */
@Singleton
final class RestAtBeans {

  @Produces
  @Singleton
  RestAtSettings restAt(Settings settings, Config config) {
    return settings.restAt(GatewayBeans.here(config));
  }

  @Produces
  @Singleton
  PendingEnlistments enlistments(RestAtSettings settings, SystemTime time, PartMetrics meters) {
    PendingEnlistments enlistments = new PendingEnlistments(settings.config(), time);
    meters.watch(enlistments);
    return enlistments;
  }

  @Produces
  @Singleton
  RestAtEnlistment enlistment(
      Participant participant,
      PendingEnlistments enlistments,
      RestAtSettings settings,
      HttpClient client) {
    return new RestAtEnlistment(participant, enlistments, settings, client);
  }

  @Produces
  @Singleton
  EnlistmentRelocation relocation(
      Participant participant, RestAtSettings settings, HttpClient client, SystemTime time) {
    return new EnlistmentRelocation(participant::live, settings, client, time);
  }
}
