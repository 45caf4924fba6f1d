package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import dev.lockstep.driver.mqtt.MosquittoBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The packaged gateway tells mosquitto, and both are killed meanwhile. */
class OutboxMqttIT {
  private static final String TOPIC = "plant/killed/events";
  private static final int DRIVES = 6;
  private static final int KILLS = Integer.getInteger("lockstep.kills", 2);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static Map<String, String> settings(int port) {
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.outbox.mqtt.enabled", "true");
    settings.put("lockstep.outbox.mqtt.broker", "mqtt://127.0.0.1:" + port);
    settings.put("lockstep.outbox.mqtt.topic", TOPIC);
    settings.put("lockstep.outbox.answer-max", "3s");
    settings.put("lockstep.outbox.pause-max", "500ms");
    return settings;
  }

  /**
   * QoS 0: mosquitto writes such a copy to the consumer's socket before it acknowledges the event,
   * and keeps nothing that its death would take away.
   */
  private static Mqtt3AsyncClient consumer(int port, EventLedger ledger) throws Exception {
    Mqtt3AsyncClient client =
        MqttClient.builder()
            .useMqttVersion3()
            .serverHost("127.0.0.1")
            .serverPort(port)
            .buildAsync();
    client.connect().get(30, TimeUnit.SECONDS);
    client
        .subscribeWith()
        .topicFilter(TOPIC)
        .qos(MqttQos.AT_MOST_ONCE)
        .callback(
            each -> ledger.receive(new String(each.getPayloadAsBytes(), StandardCharsets.UTF_8)))
        .send()
        .get(30, TimeUnit.SECONDS);
    return client;
  }

  @Test
  void everyLineOfHistoryArrivesInOrderThoughGatewayAndBrokerAreKilled() throws Exception {
    MosquittoBroker.required();
    long seed = Long.getLong("lockstep.seed", 17);
    System.out.printf("outbox over MQTT: seed %d%n", seed);
    SplittableRandom random = new SplittableRandom(seed);
    Path folder = Distribution.folder("outbox-mosquitto");
    EventLedger ledger = new EventLedger("outbox-mqtt");
    MosquittoBroker broker =
        MosquittoBroker.started(folder, List.of("allow_anonymous true", "max_queued_messages 0"));
    try (Drives line = Drives.start("outbox-mqtt", DRIVES, settings(broker.port()))) {
      Path journal = line.gateway().plan().home().resolve("journal.db");
      consumer(broker.port(), ledger);
      EventLoad load = new EventLoad(line, DRIVES);
      for (int kill = 0; kill < KILLS; kill++) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(200, 2_000)));
        if (kill % 2 == 0) {
          line.gateway().kill();
          line.gateway().start().awaitReady();
        } else {
          killed(broker, line);
          consumer(broker.port(), ledger);
          line.gateway().resume();
        }
      }
      load.close();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> ledger.missing(journal), List::isEmpty);
      System.out.printf(
          "outbox over MQTT: %d transactions, %d events, %d repeated%n",
          load.begun(), ledger.received(), ledger.repeated());
      assertThat(ledger.faults(journal)).isEmpty();
      await().atMost(PATIENCE).until(() -> EventLoad.troubles(line), List.of("")::equals);
      var shown = line.gateway().rest().get("/api/v1/outbox").body().path("channels").path(0);
      assertThat(shown.path("dropped").asLong()).isZero();
    } finally {
      broker.stop();
    }
  }

  /**
   * Frozen before it could reach the new broker: what a broker takes before anybody has subscribed
   * reaches nobody, and that is the broker's part.
   */
  private static void killed(MosquittoBroker broker, Drives line) throws Exception {
    broker.stop();
    line.gateway().pause();
    broker.start();
  }
}
