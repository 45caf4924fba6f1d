package dev.lockstep.app;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.OutboundTls;
import dev.lockstep.app.tracing.Tracing;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.OutcomeWitness;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.SiblingClient;
import dev.lockstep.rest.DefinitionReload;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** CDI producers of the gateway itself. The first injection opens it. */
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
  DeviceLinks links(Gateway gateway) {
    return gateway.links();
  }

  @Produces
  @Singleton
  DefinitionReload reload(Gateway gateway) {
    return gateway.reload();
  }

  /** The address of this gateway on this host, where none is configured. */
  static URI here(Config config) {
    return URI.create("http://127.0.0.1:" + config.getValue("quarkus.http.port", Integer.class));
  }
}
