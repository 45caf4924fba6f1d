package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.SecureRandomSource;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.outbox.OrderChannelStanding;
import dev.lockstep.outbox.OrderSettings;
import dev.lockstep.outbox.Orders;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Orders from the plant's bus, where a channel is on; else nothing is opened or started. */
public final class OrdersPart implements AutoCloseable {
  private final Optional<Orders> orders;

  private OrdersPart(Optional<Orders> orders) {
    this.orders = orders;
  }

  /**
   * Ways to the brokers.
   *
   * @param cluster Kafka's own properties, as Quarkus reads them off {@code kafka.*}
   */
  record Brokers(
      Supplier<Vertx> vertx,
      TlsConfigurationRegistry registry,
      Supplier<Map<String, Object>> cluster) {}

  static OrdersPart open(
      Settings settings,
      CoordinatorPart coordinator,
      AuditLog audit,
      Brokers brokers,
      SystemTime time) {
    OrderSettings keys = settings.config().orders();
    if (!keys.enabled()) {
      return new OrdersPart(Optional.empty());
    }
    Orders.Ports ports =
        new Orders.Ports(
            settings.gateway(),
            new OrderedCoordinations(coordinator.role(), settings.config(), audit),
            time,
            SecureRandomSource.generator(),
            brokers.vertx(),
            brokers.cluster());
    return new OrdersPart(
        Optional.of(
            new Orders(
                keys,
                () -> BusBroker.of("orders", keys.mqtt(), settings.gateway(), brokers.registry()),
                ports)));
  }

  /** Takes orders from now on: the API listens, which the gateway's own coordinator calls too. */
  public void start() {
    orders.ifPresent(Orders::start);
  }

  /** How each channel stands; none where orders are off. */
  public List<OrderChannelStanding> standing() {
    return orders.map(Orders::standing).orElse(List.of());
  }

  /** Why orders are not taken now, one sentence each; empty optional where orders are off. */
  Optional<List<String>> troubles() {
    return orders.map(Orders::troubles);
  }

  @Override
  public void close() {
    orders.ifPresent(Orders::close);
  }
}
