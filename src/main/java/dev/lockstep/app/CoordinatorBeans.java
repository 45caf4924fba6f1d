package dev.lockstep.app;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.OutboundConnections;
import dev.lockstep.app.tracing.Tracing;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.BodyDeadline;
import dev.lockstep.rest.CoordinationDesk;
import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.rest.DecisionLogAccess;
import dev.lockstep.rest.GatewayReader;
import dev.lockstep.rest.Plans;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestLimits;
import dev.lockstep.rest.client.AsyncHttpCaller;
import dev.lockstep.rest.client.HttpGatewayReader;
import dev.lockstep.rest.client.HttpParticipantClient;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import org.eclipse.microprofile.config.Config;

/** CDI producers of the coordinator role: what decides here, and what is asked of it. */
@Singleton
final class CoordinatorBeans {

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
      Reign reign,
      Config config,
      GatewayCalls calls,
      EnsembleConnection connection,
      GatewayMetrics meters,
      Tracing tracing) {
    CoordinatorSettings coordinator = settings.config().coordinator();
    if (!coordinator.enabled()) {
      return CoordinatorPart.off(coordinator, time);
    }
    URI publicUrl = coordinator.publicUrl().orElseGet(() -> GatewayBeans.here(config));
    int each = coordinator.limits().requestsPerGatewayMax();
    OpenedDecisionLog opened =
        OpenedDecisionLog.open(settings, publicUrl, connection, time, reign.replication());
    ParticipantClient gateways =
        new HttpParticipantClient(calls.connections(each), opened.addresses(), coordinator);
    return CoordinatorPart.open(settings, opened, gateways, time, meters.latencies(), tracing);
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
  DecisionLogAccess decisions(CoordinatorPart part) {
    return new DecisionLogAccess(part.log());
  }

  @Produces
  @Singleton
  CoordinationDesk desk(
      CoordinatorRole role, RequestLimits limits, BodyDeadline deadline, Participant participant) {
    return new CoordinationDesk(role, limits, deadline, participant.stop());
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
}
