package dev.lockstep.app;

import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalReads;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.participant.CoordinatorLine;
import dev.lockstep.participant.Links;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.SiblingLine;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.ChangeOfAddress;
import dev.lockstep.rest.Chronicle;
import dev.lockstep.rest.CoordinatorLines;
import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.rest.DecisionMemory;
import dev.lockstep.rest.Enlisting;
import dev.lockstep.rest.Enlistments;
import dev.lockstep.rest.Entrance;
import dev.lockstep.rest.HttpCoordinatorLine;
import dev.lockstep.rest.HttpGateways;
import dev.lockstep.rest.HttpSiblingLine;
import dev.lockstep.rest.Limits;
import dev.lockstep.rest.RestAtLine;
import dev.lockstep.rest.RestAtSettings;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/**
 * Hands the gateway's parts to whoever asks for them. The gateway opens with the first who does.
 */
@Singleton
final class Wiring {

  @Produces
  @Singleton
  Settings settings(GatewayConfig config) {
    return new Settings(config);
  }

  @Produces
  @Singleton
  SystemTime time(Settings settings) {
    return HeadStart.time(settings);
  }

  @Produces
  @Singleton
  HttpClient outward(GatewayConfig config, TlsConfigurationRegistry registry) {
    return Outward.client(config.outbound(), registry);
  }

  @Produces
  @Singleton
  CoordinatorPart coordinator(
      Settings settings, SystemTime time, HttpClient client, Config config) {
    CoordinatorSettings coordinator = settings.coordinator(here(config));
    return settings.config().coordinator().enabled()
        ? CoordinatorPart.open(settings, coordinator, new HttpGateways(client, coordinator), time)
        : CoordinatorPart.off(coordinator, time);
  }

  private static URI here(Config config) {
    return URI.create("http://127.0.0.1:" + config.getValue("quarkus.http.port", Integer.class));
  }

  @Produces
  @Singleton
  RestAtSettings restAt(Settings settings, Config config) {
    return settings.restAt(here(config));
  }

  @Produces
  @Singleton
  Enlistments enlistments(RestAtSettings settings, SystemTime time, Meters meters) {
    Enlistments enlistments = new Enlistments(settings, time);
    meters.watch(enlistments);
    return enlistments;
  }

  @Produces
  @Singleton
  Enlisting enlisting(
      Participant participant,
      Enlistments enlistments,
      RestAtSettings settings,
      HttpClient client) {
    return new Enlisting(participant, enlistments, settings, client);
  }

  @Produces
  @Singleton
  ChangeOfAddress changeOfAddress(
      Participant participant, RestAtSettings settings, HttpClient client, SystemTime time) {
    return new ChangeOfAddress(participant::live, settings, client, time);
  }

  @Produces
  @Singleton
  DecisionMemory decisions(CoordinatorPart part) {
    return new DecisionMemory(part.log());
  }

  void close(@Disposes CoordinatorPart part) {
    part.close();
  }

  @Produces
  @Singleton
  CoordinatorRole role(CoordinatorPart part) {
    return part.role();
  }

  @Produces
  @Singleton
  CoordinatorLine coordinators(
      Settings settings, RestAtSettings restAt, SystemTime time, HttpClient client) {
    return new CoordinatorLines(
        new HttpCoordinatorLine(client, settings.coordinators(), time),
        new RestAtLine(client, restAt.line(), time));
  }

  @Produces
  @Singleton
  SiblingLine siblings(Settings settings, SystemTime time, HttpClient client) {
    HttpSiblingLine.Caller caller =
        new HttpSiblingLine.Caller(
            settings.config().gateway().name(), settings.config().siblings().renounceAfter());
    return new HttpSiblingLine(client, settings.siblings(), caller, time);
  }

  @Produces
  @Singleton
  Gateway.Surroundings surroundings(
      SystemTime time, CoordinatorLine coordinators, SiblingLine siblings, Meters meters) {
    return new Gateway.Surroundings(time, coordinators, siblings, meters);
  }

  @Produces
  @Singleton
  Gateway gateway(Settings settings, Gateway.Surroundings surroundings) {
    Groundwork laid = HeadStart.groundwork(settings, surroundings.time());
    return Gateway.open(settings, laid, surroundings);
  }

  void close(@Disposes Gateway gateway) {
    gateway.close();
  }

  @Produces
  @Singleton
  Participant participant(Gateway gateway) {
    return gateway.participant();
  }

  /** The gateway opens and closes it. */
  @Produces
  @Singleton
  SqliteJournal journal(Gateway gateway) {
    return gateway.journal();
  }

  @Produces
  @Singleton
  Links links(Gateway gateway) {
    return gateway.links();
  }

  @Produces
  @Singleton
  Limits limits(Settings settings, Config config) {
    return settings.limits(config.getValue("quarkus.http.idle-timeout", Duration.class));
  }

  @Produces
  @Singleton
  Entrance entrance(
      Settings settings,
      Limits limits,
      Participant participant,
      CurrentIdentityAssociation callers) {
    GatewayConfig.Limits keys = settings.config().limits();
    Admission admission =
        new Admission(
            Settings.positive("lockstep.limits.votes-max", keys.votesMax()),
            Settings.positive("lockstep.limits.decisions-max", keys.decisionsMax()),
            Settings.positive("lockstep.limits.looks-max", keys.looksMax()));
    return new Entrance(participant::ready, admission, limits, callers);
  }

  @Produces
  @Singleton
  Chronicle chronicle(
      Participant participant, JournalReads reads, TimeSource clock, Settings settings) {
    return new Chronicle(
        participant, reads, clock, settings.config().transactions().inDoubtAfter());
  }
}
