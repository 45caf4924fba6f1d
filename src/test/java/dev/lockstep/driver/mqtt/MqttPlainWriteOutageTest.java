package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.SendResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same pattern while the broker, the connection or the device is away. */
class MqttPlainWriteOutageTest {
  @TempDir Path directory;
  private PlainWriteBench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new PlainWriteBench(directory);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  @Tag("fault")
  void stateOfALostConnectionDoesNotCountOnTheNext() throws Exception {
    bench.line.connected();
    try (Machine machine = bench.listening()) {
      machine.say(Belt.STATE, "{\"speed\":42}");
      bench.line.awaitSpeed(42);
    }
    bench.broker.stop();
    bench.line.awaitStatus(LinkStatus.State.DISCONNECTED);
    assertThat(bench.line.read())
        .isInstanceOfSatisfying(
            Reading.Unseen.class,
            unseen -> assertThat(unseen.reason().code()).isEqualTo(Code.DISCONNECTED));

    bench.broker.start();
    bench.line.connected();
    assertThat(bench.line.read())
        .isInstanceOfSatisfying(
            Reading.Unseen.class,
            unseen -> assertThat(unseen.reason().code()).isEqualTo(Code.UNREADABLE));
  }

  @Test
  @Tag("fault")
  void writeGivenUpWhileTheBrokerIsDownNeverArrives() throws Exception {
    bench.line.connected();
    bench.broker.stop();

    // Unknown where the client has not noticed yet; it must not arrive later either.
    assertThat(bench.line.write(13))
        .isInstanceOfAny(SendResult.NotSent.class, SendResult.Unknown.class);
    bench.line.awaitStatus(LinkStatus.State.DISCONNECTED);
    assertThat(bench.line.write(13)).isInstanceOf(SendResult.NotSent.class);

    assertOnlyTheNextWriteArrives();
  }

  private void assertOnlyTheNextWriteArrives() throws Exception {
    bench.broker.start();
    try (Machine machine = bench.listening()) {
      bench.line.connected();
      assertThat(bench.line.write(42)).isInstanceOf(SendResult.Pending.class);
      machine.awaitMessages(1);
      assertThat(machine.payloads()).containsExactly("{\"speed\":42}");
    }
  }

  @Test
  @Tag("fault")
  void writeBeforeTheFirstConnectionNeverArrives() throws Exception {
    bench.line.link().close();
    bench.broker.stop();
    bench.line.reopen();
    assertThat(bench.line.write(13)).isInstanceOf(SendResult.NotSent.class);

    assertOnlyTheNextWriteArrives();
  }

  @Test
  @Tag("fault")
  void writeUnderWayWhenTheBrokerDiesIsUnknownAndNotSentAgain() throws Exception {
    MosquittoBroker.required();
    bench
        .line
        .link()
        .close(); // of the same client id: it would take the connection over, and lose it again
    for (int qos : List.of(1, 2)) {
      MqttTestGateway own =
          MqttTestGateway.of(bench.conveyor(Map.of("Qos", Integer.toString(qos))));
      own.connected();
      ((MosquittoBroker) bench.broker).freeze();
      Moment before = own.clock.now();

      SendResult sent = own.write(13, own.clock.in(Duration.ofMillis(3500)));
      assertThat(sent).isInstanceOf(SendResult.Unknown.class);
      own.clock.forward(Duration.ofMinutes(5));
      assertThat(own.link().fence(before, own.soon()))
          .as("frozen: the message lies in its socket for any time")
          .isInstanceOf(FenceResult.Open.class);

      bench.broker.stop();
      bench.broker.start();
      try (Machine machine = bench.listening()) {
        own.connected();
        own.write(42);
        machine.awaitMessages(1);
        assertThat(machine.payloads()).containsExactly("{\"speed\":42}");
      }
      own.close();
    }
  }

  @Test
  @Tag("fault")
  void writeThatAFrozenBrokerTakesWhenItWakesIsCountedFromThen() throws Exception {
    MosquittoBroker.required();
    bench.line.connected();
    try (Machine machine = bench.listening()) {
      ((MosquittoBroker) bench.broker).freeze();
      Moment before = bench.line.clock.now();
      SendResult sent = bench.line.write(13, bench.line.clock.in(Duration.ofMillis(3500)));
      assertThat(sent).isInstanceOf(SendResult.Unknown.class);

      ((MosquittoBroker) bench.broker).thaw();
      machine.awaitMessages(1);

      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  bench.line.link().fence(before, bench.line.soon())
                          instanceof FenceResult.Open open
                      && open.detail().contains("expire"));
      bench.line.clock.forward(Duration.ofSeconds(6));
      assertThat(bench.line.link().fence(before, bench.line.soon()))
          .isInstanceOf(FenceResult.Shut.class);
    }
  }

  @Test
  @Tag("fault")
  void expiredWriteIsNotDeliveredToADeviceThatComesBack() throws Exception {
    MosquittoBroker.required();
    bench.line.connected();
    Mqtt5BlockingClient sleeper = sleeper();
    sleeper.connectWith().cleanStart(true).sessionExpiryInterval(3600).send();
    sleeper.subscribeWith().topicFilter(Belt.SET).qos(MqttQos.AT_LEAST_ONCE).send();
    sleeper.disconnectWith().sessionExpiryInterval(3600).send();
    SendResult sent = bench.line.write(13, bench.line.clock.in(Duration.ofMillis(2900)));
    assertThat(sent).isInstanceOf(SendResult.Pending.class);
    Moment sentAt = bench.line.clock.now();

    await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> bench.line.link().fence(sentAt, bench.line.soon()) instanceof FenceResult.Shut);

    List<String> got = new CopyOnWriteArrayList<>();
    Mqtt5BlockingClient awake = sleeper();
    awake
        .toAsync()
        .publishes(MqttGlobalPublishFilter.ALL, message -> got.add(Machine.text(message)));
    awake.connectWith().cleanStart(false).sessionExpiryInterval(3600).send();
    bench.line.write(42);
    await().atMost(10, TimeUnit.SECONDS).until(() -> !got.isEmpty());
    assertThat(got).containsExactly("{\"speed\":42}");
    awake.disconnect();
  }

  private Mqtt5BlockingClient sleeper() {
    return Mqtt5Client.builder()
        .identifier("sleeper")
        .serverHost("127.0.0.1")
        .serverPort(bench.broker.port())
        .buildBlocking();
  }
}
