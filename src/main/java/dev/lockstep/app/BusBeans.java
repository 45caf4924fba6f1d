package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.outbox.KafkaEvents;
import dev.lockstep.rest.OutboxReader;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** CDI producers of the plant's bus: what is told, and what is ordered. */
@Singleton
final class BusBeans {

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
  OrdersPart.Brokers orderBrokers(
      Vertx vertx,
      TlsConfigurationRegistry registry,
      @Identifier("default-kafka-broker") Instance<Map<String, Object>> cluster) {
    return new OrdersPart.Brokers(() -> vertx, registry, cluster::get);
  }
}
