package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.kafka.KafkaBroker;
import dev.lockstep.kafka.KafkaMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The packaged gateway tells a real Kafka, and both are killed meanwhile. */
class OutboxKafkaIT {
  private static final String TOPIC = "lockstep-events";
  private static final int DRIVES = 6;
  private static final int KILLS = Integer.getInteger("lockstep.kills", 2);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static Map<String, String> settings(KafkaBroker broker) {
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.outbox.kafka.enabled", "true");
    settings.put("lockstep.outbox.kafka.topic", TOPIC);
    settings.put("lockstep.outbox.pause-max", "500ms");
    settings.put("kafka.bootstrap.servers", broker.bootstrap());
    return settings;
  }

  @Test
  void everyLineOfHistoryArrivesInOrderThoughGatewayAndBrokerAreKilled() throws Exception {
    long seed = Long.getLong("lockstep.seed", 17);
    System.out.printf("outbox over Kafka: seed %d%n", seed);
    SplittableRandom random = new SplittableRandom(seed);
    try (KafkaBroker broker = new KafkaBroker(Distribution.folder("outbox-broker")).start();
        Drives line = Drives.start("outbox-kafka", DRIVES, settings(broker))) {
      EventLoad load = new EventLoad(line, DRIVES);
      // No such topic yet: told with the remedy, and nothing is lost by it.
      await()
          .atMost(PATIENCE)
          .until(
              () -> EventLoad.troubles(line).toString(),
              told -> told.contains("topic") && told.contains("lockstep.outbox.kafka.topic"));
      broker.createTopic(TOPIC, 3);
      for (int kill = 0; kill < KILLS; kill++) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(500, 3_000)));
        if (kill % 2 == 0) {
          line.gateway().kill();
          line.gateway().start().awaitReady();
        } else {
          broker.kill();
          broker.start();
        }
      }
      load.close();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> waiting(line), waiting -> waiting == 0);
      check(broker, line, load);
    }
  }

  private static void check(KafkaBroker broker, Drives line, EventLoad load) throws Exception {
    Path journal = line.gateway().plan().home().resolve("journal.db");
    EventLedger ledger = new EventLedger("outbox-kafka");
    for (KafkaMessage each : broker.consumeAll(TOPIC)) {
      ledger.receive(each.value());
      assertThat(each.value())
          .matches(
              told -> each.key().isEmpty() || told.contains("\"subject\":\"" + each.key() + "\""));
    }
    System.out.printf(
        "outbox over Kafka: %d transactions, %d events, %d repeated%n",
        load.begun(), ledger.received(), ledger.repeated());
    assertThat(ledger.missing(journal)).isEmpty();
    assertThat(ledger.faults(journal)).isEmpty();
    assertThat(EventLoad.troubles(line)).containsExactly("");
  }

  private static long waiting(Drives line) {
    return line.gateway()
        .rest()
        .get("/api/v1/outbox")
        .body()
        .path("channels")
        .path(0)
        .path("waiting")
        .asLong(-1);
  }
}
