package dev.lockstep.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.kafka.KafkaBroker;
import dev.lockstep.kafka.KafkaJvm;
import dev.lockstep.plant.TlsKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders from a real Kafka broker, killed and started again. */
class OrderKafkaTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration SILENCE = Duration.ofSeconds(20);

  @TempDir private static Path folder;
  private static KafkaBroker broker;
  private static TlsKeys keys;

  private final OrderIntakeScript intake = new OrderIntakeScript();

  @BeforeAll
  static void startKafka() {
    assumeTrue(
        new KafkaJvm(KafkaBroker.JARS).installed() || "true".equals(System.getenv("LOCKSTEP_CI")),
        "target/kafka is not there; `make package` brings it");
    keys = new TlsKeys(folder).make("broker", "ip:127.0.0.1").make("stranger", "ip:127.0.0.1");
    broker =
        new KafkaBroker(folder.resolve("kafka"))
            .secured(
                new KafkaBroker.Access(
                    keys.store("broker"), keys.password(), "gateway", "right-password"))
            .start();
  }

  @AfterAll
  static void endKafka() {
    if (broker != null) {
      broker.close();
    }
  }

  private static void topics(String topic) {
    broker.createTopic(topic, 1);
    broker.createTopic(topic + "-dead", 1);
  }

  private OrderKafkaChannel started(String topic) {
    return started(topic, Map.of("bootstrap.servers", broker.bootstrap()));
  }

  private OrderKafkaChannel started(String topic, Map<String, Object> cluster) {
    Map<String, Object> impatient = new HashMap<>(cluster);
    impatient.put("session.timeout.ms", "6000");
    OrderSettings settings =
        OrderEvents.settings(
            "kafka.enabled=true",
            "kafka.topic=" + topic,
            "kafka.group=" + topic,
            "kafka.dead-letter-topic=" + topic + "-dead");
    OrderKafkaChannel channel =
        new OrderKafkaChannel(
            new OrderKafkaClients(impatient, settings),
            new OrderDesk("line-a", settings, intake, OrderEvents.CLOCK),
            new Random(1),
            OrderEvents.CLOCK);
    channel.start();
    return channel;
  }

  private void awaitCalls(List<String> ids) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(intake.calls()).isEqualTo(ids));
  }

  /** Garbage between orders does not stop them; what was acknowledged does not come again. */
  @Test
  void ordersAreTakenOnceInTheirOrderAndGarbageIsBuried() {
    topics("plain");
    broker.produce("plain", OrderEvents.orders("a", 0, 3));
    broker.produce("plain", List.of("garbage"));
    broker.produce("plain", OrderEvents.orders("a", 3, 2));

    try (OrderKafkaChannel channel = started("plain")) {
      awaitCalls(OrderEvents.ids("a", 0, 5));
      await().atMost(PATIENCE).until(() -> channel.standing().refused() == 1);
      assertThat(channel.standing().trouble()).isEmpty();
    }
    broker.produce("plain", OrderEvents.orders("a", 5, 1));
    try (OrderKafkaChannel again = started("plain")) {
      awaitCalls(OrderEvents.ids("a", 0, 6));
      assertThat(again.standing().taken()).isEqualTo(1);
    }

    assertThat(broker.consume("plain-dead", 1, SILENCE))
        .singleElement()
        .asString()
        .contains(DeadLetter.TYPE, "\"code\":\"MALFORMED\"", "plain 0@3", "\"order\":\"garbage\"");
  }

  @Test
  void withoutTheLogOrdersWaitInTheirOrderAndThatIsTold() {
    topics("waiting");
    intake.withoutLog("the disk is full");
    broker.produce("waiting", OrderEvents.orders("w", 0, 4));

    try (OrderKafkaChannel channel = started("waiting")) {
      await()
          .atMost(PATIENCE)
          .until(() -> channel.standing().trouble().orElse("").contains("the disk is full"));
      broker.produce("waiting", OrderEvents.orders("w", 4, 2));
      assertThat(intake.calls()).isEmpty();
      intake.withLog();

      awaitCalls(OrderEvents.ids("w", 0, 6));
      await().atMost(PATIENCE).until(() -> channel.standing().trouble().isEmpty());
    }
  }

  /** 1. The coordination is durable; 2. the process dies before the commit; 3. it comes again. */
  @Test
  void orderComesAgainToTheOneWhoComesAfterADeathBeforeTheCommit() {
    topics("dying");
    intake.dieAt("d1");
    broker.produce("dying", OrderEvents.orders("d", 0, 3));

    try (OrderKafkaChannel dying = started("dying")) {
      awaitCalls(OrderEvents.ids("d", 0, 2));
      assertThat(dying.standing().taken()).isLessThan(2);
    }
    intake.live();
    try (OrderKafkaChannel next = started("dying")) {
      await().atMost(PATIENCE).until(() -> intake.calls().contains("d2"));
      assertThat(next.standing().refused()).isZero();
    }

    assertThat(intake.begun().keySet()).containsExactlyInAnyOrder("d0", "d1", "d2");
    assertThat(intake.calls()).filteredOn("d1"::equals).hasSize(2);
  }

  @Test
  void brokerThatDiesIsMissedAndComesBack() {
    topics("killed");
    try (OrderKafkaChannel channel = started("killed")) {
      broker.produce("killed", OrderEvents.orders("k", 0, 2));
      awaitCalls(OrderEvents.ids("k", 0, 2));
      broker.kill();
      try {
        await().atMost(PATIENCE).until(() -> channel.standing().trouble().isPresent());
        assertThat(channel.standing().trouble().orElseThrow()).contains(broker.bootstrap());
      } finally {
        broker.start();
      }
      broker.produce("killed", OrderEvents.orders("k", 2, 2));

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(intake.begun().keySet()).hasSize(4).contains("k2", "k3"));
      await().atMost(PATIENCE).until(() -> channel.standing().trouble().isEmpty());
    }
  }

  @Test
  void refusedOrderWaitsWhereNoDeadLetterTopicIs() {
    broker.createTopic("undead", 1);
    broker.produce("undead", List.of("garbage"));
    broker.produce("undead", OrderEvents.orders("u", 0, 1));

    try (OrderKafkaChannel channel = started("undead")) {
      await()
          .atMost(PATIENCE)
          .until(() -> channel.standing().trouble().orElse("").contains("undead-dead"));
      assertThat(intake.calls()).isEmpty();
      broker.createTopic("undead-dead", 1);

      awaitCalls(List.of("u0"));
      assertThat(channel.standing().refused()).isEqualTo(1);
    }
  }

  @Test
  void topicThatDoesNotExistIsNamedAndTakenUpOnceItDoes() {
    try (OrderKafkaChannel channel = started("later")) {
      await()
          .atMost(PATIENCE)
          .until(() -> channel.standing().trouble().orElse("").contains("lockstep.orders.kafka"));
      topics("later");
      broker.produce("later", OrderEvents.orders("l", 0, 1));

      awaitCalls(List.of("l0"));
    }
  }

  /** As Quarkus hands on what stands behind {@code kafka.} in the settings. */
  private static Map<String, Object> secure(String trusted, String password) {
    return Map.of(
        "bootstrap.servers",
        broker.secureBootstrap(),
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"gateway\" password=\"%s\";"
            .formatted(password),
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        keys.certificate(trusted).toString());
  }

  @Test
  void ordersAndDeadLettersGoOverTlsWithALogin() {
    topics("secure");
    broker.produce("secure", OrderEvents.orders("s", 0, 2));
    broker.produce("secure", List.of("garbage"));

    try (OrderKafkaChannel channel = started("secure", secure("broker", "right-password"))) {
      awaitCalls(OrderEvents.ids("s", 0, 2));
      await().atMost(PATIENCE).until(() -> channel.standing().refused() == 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "broker, wrong-password, it refuses the login; check the user",
    "stranger, right-password, TLS failed; check kafka.ssl",
  })
  void whoIsNotLetInReadsWhatToDo(String trusted, String password, String remedy) {
    try (OrderKafkaChannel channel = started("secure", secure(trusted, password))) {
      await()
          .atMost(PATIENCE)
          .until(() -> channel.standing().trouble().orElse("").contains(remedy));
      assertThat(channel.standing().trouble().orElseThrow())
          .contains(broker.secureBootstrap())
          .doesNotContain("-password");
    }
  }

  @Test
  void topicOfSomebodyElseIsToldWithWhatToDoAndTakenUpOnceItIsPermitted() {
    topics("reserved");
    broker.produce("reserved", OrderEvents.orders("r", 0, 1));
    broker.reserveTopic("reserved", "somebody");

    try (OrderKafkaChannel channel = started("reserved", secure("broker", "right-password"))) {
      await()
          .atMost(PATIENCE)
          .until(() -> channel.standing().trouble().orElse("").contains("does not permit"));
      assertThat(intake.calls()).isEmpty();
      broker.reserveTopic("reserved", "gateway");

      awaitCalls(List.of("r0"));
    }
  }
}
