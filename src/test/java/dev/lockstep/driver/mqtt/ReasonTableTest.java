package dev.lockstep.driver.mqtt;

import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.message.Mqtt5ReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.pubcomp.Mqtt5PubCompReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.pubrec.Mqtt5PubRecReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import dev.lockstep.Golden;
import dev.lockstep.device.Moment;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.LinkStatus.State;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every reason code of MQTT 5 (2.4), in every packet that a broker may send it in: what a write and
 * a commit come to by it, whether a fence is shut, and how the connection is told to stand.
 */
@Tag("fault")
class ReasonTableTest {
  private static final Path GOLDEN = Path.of("src/test/resources/mqtt-reason-table.txt");

  /** PACKET_TOO_LARGE: of a DISCONNECT alone, but some brokers put it into a PUBACK. */
  private static final int FOREIGN = 0x95;

  private final List<String> rows = new ArrayList<>();
  private ScriptedBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = new ScriptedBroker();
  }

  @AfterEach
  void stop() throws Exception {
    broker.close();
  }

  @Test
  void everyReasonCodeHasTheMeaningThatWasReviewed() {
    for (Mqtt5ConnAckReasonCode code : Mqtt5ConnAckReasonCode.values()) {
      connection("CONNACK", code, value -> broker.script.connack = value);
    }
    broker.script.connack = ScriptedBroker.SUCCESS;
    for (Mqtt5SubAckReasonCode code : Mqtt5SubAckReasonCode.values()) {
      connection("SUBACK", code, value -> broker.script.suback = List.of(value));
    }
    broker.script.suback = List.of(ScriptedBroker.SUCCESS);
    acknowledgements();
    for (Mqtt5DisconnectReasonCode code : Mqtt5DisconnectReasonCode.values()) {
      if (code.canBeSentByServer()) {
        sends("DISCONNECT", code, 1, value -> broker.script.disconnect = value);
      }
    }
    Golden.check(GOLDEN, String.join("\n", rows) + "\n");
  }

  private void acknowledgements() {
    for (Mqtt5PubAckReasonCode code : Mqtt5PubAckReasonCode.values()) {
      sends("PUBACK", code, 1, value -> broker.script.puback = value);
    }
    for (Mqtt5PubRecReasonCode code : Mqtt5PubRecReasonCode.values()) {
      sends("PUBREC", code, 2, value -> broker.script.puback = value);
    }
    broker.script.puback = ScriptedBroker.SUCCESS;
    for (Mqtt5PubCompReasonCode code : Mqtt5PubCompReasonCode.values()) {
      sends("PUBCOMP", code, 2, value -> broker.script.pubcomp = value);
    }
    broker.script.pubcomp = ScriptedBroker.SUCCESS;
    row("PUBACK", FOREIGN, "of no PUBACK", sent(1, () -> broker.script.puback = FOREIGN));
    broker.script.puback = ScriptedBroker.SUCCESS;
  }

  private MqttTestGateway line(int qos) {
    return MqttTestGateway.of(
        MqttTestGateway.conveyor(
            Map.of("Broker", broker.uri(), "Qos", Integer.toString(qos)), MqttTestGateway.EXCHANGE),
        MqttTestGateway.patient(),
        name -> Optional.empty());
  }

  private void connection(String packet, Mqtt5ReasonCode code, IntConsumer script) {
    script.accept(code.getCode());
    try (MqttTestGateway line = line(1)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> line.link().status().state() != State.CONNECTING);
      row(
          packet,
          code.getCode(),
          code.toString(),
          line.link().status().state() + " " + line.link().status().detail());
    }
  }

  private void sends(String packet, Mqtt5ReasonCode code, int qos, IntConsumer script) {
    row(packet, code.getCode(), code.toString(), sent(qos, () -> script.accept(code.getCode())));
  }

  /** What a write comes to, on a connection of its own; and then a commit, on another. */
  private String sent(int qos, Runnable script) {
    int puback = broker.script.puback;
    int pubcomp = broker.script.pubcomp;
    String write;
    String commit;
    try (MqttTestGateway line = line(qos).connected()) {
      script.run();
      Moment before = line.clock.now();
      SendResult sent = line.write(42);
      FenceResult fence = line.link().fence(before, line.soon());
      write =
          "write %s, fence %s: %s"
              .formatted(
                  sent.getClass().getSimpleName(), fence.getClass().getSimpleName(), sent.detail());
      if (sent instanceof SendResult.Unknown && sent.detail().contains("connection was lost")) {
        write += "; " + line.awaitStatus(State.DISCONNECTED).detail();
      }
    }
    broker.script.disconnect = -1;
    try (MqttTestGateway line = line(qos).connected()) {
      script.run();
      OrderStatus fired =
          line.link()
              .fire(MqttTestGateway.order("t1#0", MqttTestGateway.EXCHANGE, 42), line.soon());
      commit = "commit " + fired.getClass().getSimpleName();
    }
    broker.script.disconnect = -1;
    broker.script.puback = puback;
    broker.script.pubcomp = pubcomp;
    return commit + ", " + write;
  }

  private void row(String packet, int code, String name, String meaning) {
    rows.add(
        "%s 0x%02X %s: %s"
            .formatted(packet, code, name, meaning.replace(broker.uri(), "mqtt://broker")));
  }
}
