package dev.lockstep.app;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.OutboundConnections;
import dev.lockstep.app.security.OutboundTls;
import dev.lockstep.app.security.OwnHosts;
import dev.lockstep.app.tracing.Tracing;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.device.TimeSource;
import dev.lockstep.ensemble.EnsembleInquiry;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.JournalQueries;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.outbox.KafkaEvents;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.OutcomeWitness;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.SiblingClient;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.BodyDeadline;
import dev.lockstep.rest.CoordinationDesk;
import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.rest.CoordinatorWarnings;
import dev.lockstep.rest.CurrentCaller;
import dev.lockstep.rest.DecisionLogAccess;
import dev.lockstep.rest.DefinitionReload;
import dev.lockstep.rest.GatewayReader;
import dev.lockstep.rest.HostNames;
import dev.lockstep.rest.OutboxReader;
import dev.lockstep.rest.Plans;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestLimits;
import dev.lockstep.rest.SystemUseNotice;
import dev.lockstep.rest.TransactionDetails;
import dev.lockstep.rest.client.AsyncHttpCaller;
import dev.lockstep.rest.client.HttpCoordinatorClient;
import dev.lockstep.rest.client.HttpGatewayReader;
import dev.lockstep.rest.client.HttpParticipantClient;
import dev.lockstep.rest.client.HttpSiblingClient;
import dev.lockstep.rest.restat.CoordinatorClients;
import dev.lockstep.rest.restat.EnlistmentRelocation;
import dev.lockstep.rest.restat.PendingEnlistments;
import dev.lockstep.rest.restat.RestAtCoordinatorClient;
import dev.lockstep.rest.restat.RestAtEnlistment;
import dev.lockstep.rest.restat.RestAtSettings;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** CDI producers of the gateway's parts. The first injection opens the gateway. */
@Singleton
final class GatewayBeans {

  @Produces
  @Singleton
  Settings settings(GatewayConfig config, Config all) {
    return new Settings(config, all.getValue("quarkus.http.idle-timeout", Duration.class));
  }

  @Produces
  @Singleton
  HttpClient httpClient(GatewayConfig config, TlsConfigurationRegistry registry, Vertx vertx) {
    return OutboundTls.client(config.outbound(), registry, vertx);
  }

  /** Connections to gateways, made where the coordinator role is on. */
  @FunctionalInterface
  interface GatewayCalls {
    /**
     * The pool.
     *
     * @param each connections to one gateway at one time
     */
    AsyncHttpCaller.Connections connections(int each);
  }

  @Produces
  @Singleton
  GatewayCalls calls(
      GatewayConfig config, TlsConfigurationRegistry registry, Vertx vertx, Tracing tracing) {
    return each ->
        new AsyncHttpCaller.Connections(
            vertx,
            OutboundConnections.client(config.outbound(), registry, vertx, each),
            OutboundConnections.password(config.outbound()),
            tracing.calls());
  }

  @Produces
  @Singleton
  CoordinatorPart coordinator(
      Settings settings,
      SystemTime time,
      Config config,
      GatewayCalls calls,
      EnsembleConnection connection,
      GatewayMetrics meters,
      Tracing tracing) {
    CoordinatorSettings coordinator = settings.config().coordinator();
    if (!coordinator.enabled()) {
      return CoordinatorPart.off(coordinator, time);
    }
    URI publicUrl = coordinator.publicUrl().orElseGet(() -> here(config));
    int each = coordinator.limits().requestsPerGatewayMax();
    OpenedDecisionLog opened = OpenedDecisionLog.open(settings, publicUrl, connection, time);
    ParticipantClient gateways =
        new HttpParticipantClient(calls.connections(each), opened.addresses(), coordinator);
    return CoordinatorPart.open(settings, opened, gateways, time, meters.coordinations(), tracing);
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
  PendingEnlistments enlistments(RestAtSettings settings, SystemTime time, GatewayMetrics meters) {
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

  @Produces
  @Singleton
  CoordinationDesk desk(CoordinatorRole role, RequestLimits limits, BodyDeadline deadline) {
    return new CoordinationDesk(role, limits, deadline);
  }

  @Produces
  @Singleton
  Plans plans(
      Settings settings,
      CoordinatorRole role,
      CoordinationDesk desk,
      RequestGuard guard,
      GatewayCalls calls) {
    // Made where it is used: a process that is no coordinator calls no gateway.
    GatewayReader gateways =
        role.coordinator().isPresent()
            ? new HttpGatewayReader(calls.connections(HttpGatewayReader.UNDER_WAY))
            : (gateway, device, within) -> {
              throw new IllegalStateException("no gateway is called without the coordinator role");
            };
    return new Plans(PlanStart.folder(settings), role, desk, guard, gateways);
  }

  @Produces
  @Singleton
  DecisionLogAccess decisions(CoordinatorPart part) {
    return new DecisionLogAccess(part.log());
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

  @Produces
  @Singleton
  CoordinatorClient coordinators(
      Settings settings,
      RestAtSettings restAt,
      SystemTime time,
      HttpClient client,
      EnsembleCoordinatorClient ensemble) {
    return new CoordinatorsByAddress(
        ensemble,
        new CoordinatorClients(
            new HttpCoordinatorClient(client, settings.config().coordinators(), time),
            new RestAtCoordinatorClient(client, restAt.config(), time)));
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
  Gateway.Collaborators surroundings(
      Settings settings,
      SystemTime time,
      CoordinatorClient coordinators,
      SiblingClient siblings,
      OutcomeWitness witness,
      GatewayMetrics meters,
      Tracing tracing) {
    DeviceLinks.Metering devices = meters.devices(settings.config().metrics().devicesMax());
    return new Gateway.Collaborators(
        time, coordinators, siblings, witness, meters, devices, tracing);
  }

  @Produces
  @Singleton
  Gateway gateway(
      Settings settings, StartupResources resources, Gateway.Collaborators collaborators) {
    return Gateway.open(settings, resources, collaborators);
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

  /** The gateway opens and closes it. */
  @Produces
  @Singleton
  AuditLog audit(Gateway gateway) {
    return gateway.audit();
  }

  @Produces
  @Singleton
  OutboxPart outbox(
      Settings settings,
      Gateway gateway,
      CoordinatorPart coordinator,
      OutboxPart.Clients clients,
      SystemTime time) {
    return OutboxPart.open(settings, gateway, coordinator, clients, time);
  }

  void close(@Disposes OutboxPart part) {
    part.close();
  }

  @Produces
  @Singleton
  OrdersPart orders(
      Settings settings,
      CoordinatorPart coordinator,
      AuditLog audit,
      OrdersPart.Brokers brokers,
      SystemTime time) {
    return OrdersPart.open(settings, coordinator, audit, brokers, time);
  }

  @Produces
  @Singleton
  OutboxPart.Clients brokers(
      Vertx vertx, TlsConfigurationRegistry registry, Instance<KafkaEvents> kafka, Config config) {
    return new OutboxPart.Clients(
        vertx,
        registry,
        kafka::get,
        config.getOptionalValue("kafka.bootstrap.servers", String.class));
  }

  @Produces
  @Singleton
  OutboxReader outboxReader(OutboxPart part) {
    return () -> OutboxStanding.of(part);
  }

  @Produces
  @Singleton
  OrdersPart.Brokers orderBrokers(
      Vertx vertx,
      TlsConfigurationRegistry registry,
      @Identifier("default-kafka-broker") Instance<Map<String, Object>> cluster) {
    return new OrdersPart.Brokers(() -> vertx, registry, cluster::get);
  }

  @Produces
  @Singleton
  DeviceLinks links(Gateway gateway) {
    return gateway.links();
  }

  @Produces
  @Singleton
  DefinitionReload reload(Gateway gateway) {
    return gateway.reload();
  }

  @Produces
  @Singleton
  RequestLimits limits(Settings settings) {
    return settings.config().limits();
  }

  @Produces
  @Singleton
  BodyDeadline bodies(Config config, SystemTime time) {
    return new BodyDeadline(config.getValue("quarkus.http.read-timeout", Duration.class), time);
  }

  @Produces
  @Singleton
  SystemUseNotice notice(Settings settings) {
    return new SystemUseNotice(settings.config().security().notice());
  }

  @Produces
  @Singleton
  HostNames hosts(OwnHosts own) {
    return own::include;
  }

  @Produces
  @Singleton
  RequestGuard guard(
      RequestLimits limits,
      BodyDeadline deadline,
      Participant participant,
      CurrentIdentityAssociation identities,
      CurrentVertxRequest requests,
      AuditLog audit) {
    Admission admission =
        new Admission(limits.votesMax(), limits.decisionsMax(), limits.looksMax());
    CurrentCaller callers = new CurrentCaller(identities, requests);
    return new RequestGuard(participant::ready, admission, limits, deadline, callers, audit);
  }

  @Produces
  @Singleton
  TransactionDetails details(
      Participant participant,
      JournalQueries queries,
      CoordinatorWarnings warnings,
      TimeSource clock,
      Settings settings) {
    return new TransactionDetails(
        participant, queries, warnings, clock, settings.config().transactions().inDoubtAfter());
  }
}
