package dev.lockstep.outbox;

import dev.lockstep.device.TimeSource;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Orders of this process, from the channels that are on. Nothing happens before {@link #start}. */
public final class Orders implements AutoCloseable {
  private final Optional<OrderKafkaChannel> kafka;
  private final Optional<OrderMqttChannel> mqtt;
  private boolean started;
  private boolean closed;

  /**
   * What orders run on.
   *
   * @param gateway its name
   * @param vertx for MQTT; asked where that channel is on, and not before
   * @param cluster Kafka's own properties; asked where that channel is on, and not before
   */
  public record Ports(
      String gateway,
      OrderIntake intake,
      TimeSource clock,
      RandomGenerator random,
      Supplier<Vertx> vertx,
      Supplier<Map<String, Object>> cluster) {}

  public Orders(OrderSettings settings, Supplier<MqttBroker> broker, Ports ports) {
    OrderDesk desk = new OrderDesk(ports.gateway(), settings, ports.intake(), ports.clock());
    kafka =
        settings.kafka().enabled()
            ? Optional.of(
                new OrderKafkaChannel(
                    new OrderKafkaClients(ports.cluster().get(), settings),
                    desk,
                    ports.random(),
                    ports.clock()))
            : Optional.empty();
    mqtt =
        settings.mqtt().enabled()
            ? Optional.of(
                new OrderMqttChannel(
                    ports.vertx().get(), settings, broker.get(), desk, ports.random()))
            : Optional.empty();
  }

  /** Takes orders from now on. May be called again. */
  public synchronized void start() {
    if (!started && !closed) {
      started = true;
      kafka.ifPresent(OrderKafkaChannel::start);
      mqtt.ifPresent(OrderMqttChannel::start);
    }
  }

  /** How each channel stands. */
  public List<OrderChannelStanding> standing() {
    List<OrderChannelStanding> all = new ArrayList<>();
    kafka.ifPresent(each -> all.add(each.standing()));
    mqtt.ifPresent(each -> all.add(each.standing()));
    return all;
  }

  /** Why orders are not taken now, one sentence each. */
  public List<String> troubles() {
    return standing().stream().flatMap(each -> each.trouble().stream()).toList();
  }

  /** Takes no more. What is not acknowledged comes again. */
  @Override
  public synchronized void close() {
    closed = true;
    if (started) {
      kafka.ifPresent(OrderKafkaChannel::close);
      mqtt.ifPresent(OrderMqttChannel::close);
    }
  }
}
