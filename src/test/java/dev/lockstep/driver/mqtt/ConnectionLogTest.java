package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.LogLines;
import dev.lockstep.device.Device;
import dev.lockstep.device.Preparation;
import dev.lockstep.driver.LinkStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each change of a connection leaves one line in the log, and no password. */
@Tag("fault")
class ConnectionLogTest {
  @TempDir Path directory;

  private static Device conveyor(String broker, String... more) {
    Map<String, String> address = new HashMap<>(Map.of("Broker", broker));
    for (int each = 0; each < more.length; each += 2) {
      address.put(more[each], more[each + 1]);
    }
    return MqttTestGateway.conveyor(address, new Preparation.None());
  }

  @Test
  void connectionAndItsLossAreOneLineEachHoweverOftenItIsTriedAgain() throws Exception {
    MosquittoBroker.required();
    try (LogLines log = new LogLines(BrokerConnection.class);
        TestBroker broker =
            MosquittoBroker.started(
                directory, List.of("allow_anonymous true", "max_packet_size 2000", "max_qos 1"));
        MqttTestGateway line =
            MqttTestGateway.of(
                conveyor(broker.uri(), "User", "operator"),
                MqttTestGateway.settings(),
                name -> Optional.of("hunter2"))) {
      line.connected();
      broker.stop();
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> line.link().status().detail().contains("cannot be reached"));
      line.clock.pause(Duration.ofMillis(600));

      assertThat(log.lines())
          .hasSize(3)
          .noneMatch(text -> text.contains("hunter2"))
          .allMatch(text -> text.startsWith("device=conveyor mqtt="));
      assertThat(log.lines().getFirst())
          .endsWith(
              "mqtt=CONNECTED %s without TLS as operator; the broker takes packets of 2000 bytes at most, QoS 1 at most"
                  .formatted(broker.uri()));
      assertThat(log.lines().get(1)).contains("mqtt=DISCONNECTED", "was lost");
      assertThat(log.lines().get(2)).contains("mqtt=DISCONNECTED", "cannot be reached");
    }
  }

  @Test
  void subscriptionThatIsRefusedIsOneLineWithTopicAndReason() throws Exception {
    try (LogLines log = new LogLines(BrokerConnection.class);
        ScriptedBroker broker = new ScriptedBroker()) {
      broker.script.suback = List.of(0x87);
      try (MqttTestGateway line = MqttTestGateway.of(conveyor(broker.uri()))) {
        line.awaitStatus(State.DISCONNECTED);
        line.clock.pause(Duration.ofMillis(500));

        assertThat(log.lines())
            .singleElement()
            .asString()
            .contains("refuses a subscription to plant/conveyor/speed: NOT_AUTHORIZED");
      }
    }
  }

  @Test
  void wordsOfTheDeviceAboutItselfAreOneLineEach() throws Exception {
    try (LogLines log = new LogLines(Liveness.class);
        TestBroker broker = TestBroker.started(directory);
        Machine machine = Machine.listening(broker, "nothing");
        MqttTestGateway line =
            MqttTestGateway.of(
                conveyor(broker.uri(), "AvailabilityTopic", "plant/{device}/alive"))) {
      machine.keep("plant/conveyor/alive", "online");
      line.awaitStatus(State.CONNECTED);
      machine.keep("plant/conveyor/alive", "online");
      machine.keep("plant/conveyor/alive", "offline");
      line.awaitStatus(State.DISCONNECTED);
      machine.keep("plant/conveyor/alive", "");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> line.link().status().detail().contains("was cleared"));

      assertThat(log.lines())
          .containsExactly(
              "device=conveyor mqtt=CONNECTED the device is online",
              "device=conveyor mqtt=DISCONNECTED the device is offline: plant/conveyor/alive says"
                  + " \"offline\"",
              "device=conveyor mqtt=DISCONNECTED plant/conveyor/alive was cleared");
    }
  }

  @Test
  void brokerWithoutWildcardsIsNamedWhereTheAnswersNeedThem() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker()) {
      broker.script.properties = new byte[] {0x28, 0};
      try (MqttTestGateway line =
          MqttTestGateway.of(
              MqttTestGateway.device(
                  Map.of("Broker", broker.uri(), "CommandTopic", "command/{device}"),
                  new Preparation.None(),
                  Map.of()))) {
        assertThat(line.awaitStatus(State.DISCONNECTED).detail()).contains("wildcards");
      }
    }
  }

  @Test
  void topicsThatDoNotFitIntoOnePacketAreSubscribedInSeveral() throws Exception {
    MosquittoBroker.required();
    Map<String, Object> attributes =
        Map.of("setTopic", "a/set", "stateTopic", "plant/" + "x".repeat(40));
    try (TestBroker broker =
            MosquittoBroker.started(
                directory, List.of("allow_anonymous true", "max_packet_size 100"));
        MqttTestGateway line =
            MqttTestGateway.of(
                MqttTestGateway.device(
                    Map.of("Broker", broker.uri(), "AvailabilityTopic", "alive/" + "y".repeat(40)),
                    MqttTestGateway.EXCHANGE,
                    attributes))) {
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> line.link().status().detail().contains("waiting for the device"));
      assertThat(line.link().status().detail()).contains("alive/");
    }
  }
}
