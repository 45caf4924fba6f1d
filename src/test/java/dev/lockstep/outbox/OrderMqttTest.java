package dev.lockstep.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders from mosquitto, over a session that outlives the gateway. */
class OrderMqttTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String TOPIC = "plant/orders";
  private static final String DEAD = "plant/orders/dead";

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final OrderIntakeScript intake = new OrderIntakeScript();
  private OrderMosquitto broker;

  @BeforeEach
  void startMosquitto() throws Exception {
    OrderMosquitto.required();
    broker = new OrderMosquitto(folder, "max_inflight_messages 20").start();
  }

  @AfterEach
  void endAll() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    if (broker != null) {
      broker.close();
    }
  }

  private OrderMqttChannel started(String... keys) {
    String[] all =
        Stream.concat(
                Stream.of(
                    "mqtt.enabled=true",
                    "mqtt.broker=" + broker.uri(),
                    "mqtt.topic=" + TOPIC,
                    "mqtt.dead-letter-topic=" + DEAD),
                Arrays.stream(keys))
            .toArray(String[]::new);
    OrderSettings settings = OrderEvents.settings(all);
    MqttBroker target =
        new MqttBroker(
            settings.mqtt().broker(),
            "line-a",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    OrderMqttChannel channel =
        new OrderMqttChannel(
            vertx,
            settings,
            target,
            new OrderDesk("line-a", settings, intake, OrderEvents.CLOCK),
            new Random(1));
    channel.start();
    return channel;
  }

  private static void awaitConnected(OrderMqttChannel channel) {
    await().atMost(PATIENCE).until(() -> channel.standing().trouble().isEmpty());
  }

  private void awaitCalls(List<String> ids) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(intake.calls()).isEqualTo(ids));
  }

  private void order(String id) throws Exception {
    broker.publish(TOPIC, OrderEvents.order(id));
  }

  @Test
  void ordersAreTakenInTheirOrderAndGarbageIsBuried() throws Exception {
    Path dead = folder.resolve("dead");
    try (OrderMqttChannel channel = started()) {
      awaitConnected(channel);
      Process listener = broker.gather(DEAD, dead);
      try {
        order("a0");
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  broker.publish(TOPIC, "garbage"); // the listener may not have subscribed yet
                  return Files.readString(dead).contains("MALFORMED");
                });
        order("a1");
        awaitCalls(List.of("a0", "a1"));
      } finally {
        listener.destroy();
      }
      assertThat(Files.readString(dead)).contains(DeadLetter.TYPE, "mqtt " + TOPIC, "garbage");
    }
  }

  @Test
  void whatIsOrderedWhileTheGatewayIsDownWaitsInItsSession() throws Exception {
    try (OrderMqttChannel channel = started()) {
      awaitConnected(channel);
      order("a0");
      awaitCalls(List.of("a0"));
    }
    order("a1");
    order("a2");
    broker.publish(TOPIC, "garbage");

    try (OrderMqttChannel again = started()) {
      awaitCalls(List.of("a0", "a1", "a2"));
      await().atMost(PATIENCE).until(() -> again.standing().refused() == 1);
    }
  }

  @Test
  void withoutTheLogOrdersWaitUnacknowledgedThroughADeathOfBoth() throws Exception {
    intake.withoutLog("no majority of the ensemble answers");
    try (OrderMqttChannel channel = started()) {
      awaitConnected(channel);
      for (int each = 0; each < 30; each++) {
        order("w" + each); // more than the broker's window
      }
      await()
          .atMost(PATIENCE)
          .until(() -> channel.standing().trouble().orElse("").contains("no majority"));
      assertThat(intake.calls()).isEmpty();
    }
    await("mosquitto's autosave").atMost(PATIENCE).until(() -> saved("w29"));
    broker.kill();
    broker.start();
    intake.withLog();

    try (OrderMqttChannel again = started()) {
      awaitCalls(OrderEvents.ids("w", 0, 30));
      assertThat(again.standing().refused()).isZero();
    }
  }

  private boolean saved(String text) throws Exception {
    Path saved = folder.resolve("mosquitto.db");
    return Files.exists(saved)
        && new String(Files.readAllBytes(saved), StandardCharsets.ISO_8859_1).contains(text);
  }

  /** 1. The coordination is durable; 2. the process dies before the PUBACK; 3. it comes again. */
  @Test
  void orderComesAgainAfterADeathBeforeItsAcknowledgement() throws Exception {
    intake.dieAt("d1");
    try (OrderMqttChannel dying = started()) {
      awaitConnected(dying);
      order("d0");
      order("d1");
      order("d2");
      awaitCalls(List.of("d0", "d1"));
    }
    intake.live();
    try (OrderMqttChannel next = started()) {
      awaitCalls(List.of("d0", "d1", "d1", "d2"));
      assertThat(next.standing().refused()).isZero();
    }
    assertThat(intake.begun().keySet()).containsExactlyInAnyOrder("d0", "d1", "d2");
  }

  /** More than the queue holds is not lost: the next connection brings it again. */
  @Test
  void moreThanTheQueueHoldsComesAgain() throws Exception {
    intake.withoutLog("not yet");
    try (OrderMqttChannel channel = started("in-flight-max=3")) {
      awaitConnected(channel);
      for (int each = 0; each < 12; each++) {
        order("q" + each);
      }
      intake.withLog();

      await().atMost(PATIENCE).until(() -> intake.begun().size() == 12);
    }
  }

  @Test
  void brokerThatComesLaterOrDiesIsMissedAndComesBack() throws Exception {
    broker.kill();
    try (OrderMqttChannel channel = started()) {
      await()
          .atMost(PATIENCE)
          .until(() -> channel.standing().trouble().orElse("").contains("lockstep.orders.mqtt"));
      broker.start();
      awaitConnected(channel);
      order("b0");
      awaitCalls(List.of("b0"));
      broker.kill();
      await().atMost(PATIENCE).until(() -> channel.standing().trouble().isPresent());
      broker.start();
      awaitConnected(channel);
      order("b1");

      await().atMost(PATIENCE).until(() -> intake.calls().contains("b1"));
    }
  }

  @Test
  void faultOfThisProgramIsToldAndNothingIsAcknowledged() throws Exception {
    try (OrderMqttChannel channel = started()) {
      awaitConnected(channel);
      order("bug");
      await()
          .atMost(PATIENCE)
          .until(() -> channel.standing().trouble().orElse("").contains("fault of this program"));
      assertThat(channel.standing().taken()).isZero();
    }
  }

  @Test
  void retainedOrderIsRefused() throws Exception {
    broker.publish(TOPIC, OrderEvents.order("r"), "-r");
    try (OrderMqttChannel channel = started()) {
      await().atMost(PATIENCE).until(() -> channel.standing().refused() == 1);
      assertThat(intake.calls()).isEmpty();
    }
  }
}
