package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.SecureRandomSource;
import dev.lockstep.outbox.AlarmWatch;
import dev.lockstep.outbox.ChannelStanding;
import dev.lockstep.outbox.EventChannel;
import dev.lockstep.outbox.KafkaEvents;
import dev.lockstep.outbox.MqttBroker;
import dev.lockstep.outbox.MqttEvents;
import dev.lockstep.outbox.Outbox;
import dev.lockstep.outbox.OutboxSettings;
import dev.lockstep.outbox.OutboxSources;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Outbox of this process, where one of its channels is on. */
public final class OutboxPart implements AutoCloseable {
  private final Optional<Outbox> outbox;

  private OutboxPart(Optional<Outbox> outbox) {
    this.outbox = outbox;
  }

  /**
   * Ways to the brokers.
   *
   * @param kafka asked where that channel is on, and not before
   * @param servers of Kafka, for people
   */
  record Clients(
      Vertx vertx,
      TlsConfigurationRegistry registry,
      Supplier<KafkaEvents> kafka,
      Optional<String> servers) {}

  /** Opens nothing and starts no thread where no channel is on. */
  static OutboxPart open(
      Settings settings,
      Gateway gateway,
      CoordinatorPart coordinator,
      Clients clients,
      SystemTime time) {
    OutboxSettings keys = settings.config().outbox();
    if (!keys.enabled()) {
      coordinator.ends().ifPresent(ends -> ends.takenBy(end -> true));
      return new OutboxPart(Optional.empty());
    }
    OutboxSources sources =
        new OutboxSources(
            settings.gateway(),
            gateway.journal(),
            gateway.audit(),
            AlarmWatch.of(gateway.participant(), time),
            coordinator.records());
    Outbox started =
        Outbox.start(
            keys,
            settings.outbox(),
            sources,
            channels(settings, clients),
            time,
            SecureRandomSource.generator());
    coordinator.ends().ifPresent(ends -> ends.takenBy(started::ended));
    return new OutboxPart(Optional.of(started));
  }

  private static List<EventChannel> channels(Settings settings, Clients clients) {
    OutboxSettings keys = settings.config().outbox();
    List<EventChannel> channels = new ArrayList<>();
    if (keys.mqtt().enabled()) {
      OutboxSettings.Times times = keys.times();
      // Twice the window: what was given up as unanswered counts until the broker answers it.
      MqttBroker.Limits limits =
          new MqttBroker.Limits(
              2 * keys.windowMax(), times.answerMax(), times.pause(), times.pauseMax());
      MqttBroker broker =
          BusBroker.of("outbox", keys.mqtt(), settings.gateway(), clients.registry());
      channels.add(new MqttEvents(clients.vertx(), broker, keys.mqtt().topic(), limits));
    }
    if (keys.kafka().enabled()) {
      String servers = clients.servers().orElse("localhost:9092");
      channels.add(clients.kafka().get().to(keys.kafka().topic(), servers));
    }
    return channels;
  }

  /** Whether any channel is on. */
  public boolean on() {
    return outbox.isPresent();
  }

  /** How each channel stands; none where the outbox is off. */
  public List<ChannelStanding> standing() {
    return outbox.map(Outbox::standing).orElse(List.of());
  }

  /** Why events are not told now, one sentence each; empty optional where the outbox is off. */
  Optional<List<String>> troubles() {
    return outbox.map(Outbox::troubles);
  }

  /** Up to here the history may be pruned. */
  public long toldLine() {
    return outbox.map(Outbox::toldLine).orElse(Long.MAX_VALUE);
  }

  @Override
  public void close() {
    outbox.ifPresent(Outbox::close);
  }
}
