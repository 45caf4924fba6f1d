package dev.lockstep.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.driver.mqtt.MosquittoBroker;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The channel to MQTT, with mosquitto. */
class MqttEventsTest {
  private static final String TOPIC = "plant/line-a/events";
  private static final MqttBroker.Limits LIMITS =
      new MqttBroker.Limits(
          256, Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMillis(200));

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private MosquittoBroker broker;
  private MqttEvents events;

  @BeforeEach
  void start() {
    MosquittoBroker.required();
  }

  @AfterEach
  void stop() throws Exception {
    if (events != null) {
      events.close();
    }
    if (broker != null) {
      broker.stop();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void open(Optional<MqttBroker.Login> login, String... lines) throws Exception {
    broker = MosquittoBroker.started(folder, List.of(lines));
    open(login, URI.create("mqtt://127.0.0.1:" + broker.port()));
  }

  private void open(Optional<MqttBroker.Login> login, URI address) {
    MqttBroker target =
        new MqttBroker(address, "outbox", login, Optional.empty(), Optional.empty());
    events = new MqttEvents(vertx, target, TOPIC, LIMITS);
  }

  private CompletableFuture<Void> send(String json) {
    return events.send("t-1", json);
  }

  /** The message of the failure; empty where it was acknowledged. */
  private String failure(CompletableFuture<Void> sent) throws Exception {
    try {
      sent.get(30, TimeUnit.SECONDS);
      return "";
    } catch (ExecutionException failed) {
      return String.valueOf(failed.getCause().getMessage());
    }
  }

  /** As the outbox does: again and again. */
  private void awaitTaken(String json) {
    await().atMost(30, TimeUnit.SECONDS).until(() -> failure(send(json)).isEmpty());
  }

  @Test
  void thousandEventsAreAcknowledgedByTheBroker() throws Exception {
    open(Optional.empty(), "allow_anonymous true");
    awaitTaken("{}");

    for (int batch = 0; batch < 10; batch++) {
      List<CompletableFuture<Void>> sent = new ArrayList<>();
      for (int each = 0; each < 100; each++) {
        sent.add(send("{\"n\":%d}".formatted(each)));
      }
      for (CompletableFuture<Void> each : sent) {
        assertThat(failure(each)).isEmpty();
      }
    }
  }

  /** What is written to the socket of a broker that does not read is not told. */
  @Test
  void frozenBrokerAcknowledgesNothing() throws Exception {
    open(Optional.empty(), "allow_anonymous true");
    awaitTaken("{}");
    broker.freeze();
    try {
      CompletableFuture<Void> sent = send("{}");

      assertThat(failure(sent)).contains("acknowledged no event in time");
    } finally {
      broker.thaw();
    }
    awaitTaken("{}");
  }

  @Test
  void brokerThatIsKilledFailsWhatWasUnderWayAndTakesEventsWhenItIsBack() throws Exception {
    open(Optional.empty(), "allow_anonymous true");
    awaitTaken("{}");
    broker.freeze();
    CompletableFuture<Void> sent = send("{}");
    broker.stop();
    assertThat(failure(sent)).contains("connection was lost");

    String away = failure(send("{}"));
    assertThat(away).isNotEmpty();
    broker.start();
    awaitTaken("{}");
  }

  @Test
  void unreachableBrokerIsToldWithWhatToDo() throws Exception {
    open(Optional.empty(), URI.create("mqtt://127.0.0.1:1"));

    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () -> failure(send("{}")),
            told -> told.contains("cannot be reached") && told.contains("outbox.mqtt.broker"));
  }

  @Test
  void wrongPasswordIsToldWithWhatToDo() throws Exception {
    Path users = folder.resolve("users");
    Files.writeString(users, "");
    new ProcessBuilder("mosquitto_passwd", "-b", users.toString(), "gateway", "right")
        .start()
        .waitFor();
    open(
        Optional.of(new MqttBroker.Login("gateway", Optional.of("wrong"))),
        "allow_anonymous false",
        "password_file " + users);

    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> failure(send("{}")), told -> told.contains("refuses the login"));
    assertThat(events.target()).doesNotContain("wrong");
    assertThat(new MqttBroker.Login("gateway", Optional.of("wrong")).toString())
        .doesNotContain("wrong");
  }
}
