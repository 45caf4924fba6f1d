package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Preparation;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.LinkStatus.State;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a broker's refusals prove, code by code (MQTT 5, 2.4). */
@Tag("fault")
class BrokerRefusalsTest {
  private static final int NOT_AUTHORIZED = 0x87;
  private ScriptedBroker broker;
  private MqttTestGateway line;

  @BeforeEach
  void start() throws Exception {
    broker = new ScriptedBroker();
    line =
        MqttTestGateway.of(
            MqttTestGateway.conveyor(Map.of("Broker", broker.uri()), MqttTestGateway.EXCHANGE));
  }

  @AfterEach
  void stop() throws Exception {
    line.close();
    broker.close();
  }

  private static int code(String hex) {
    return Integer.decode(hex);
  }

  @ParameterizedTest
  @CsvSource({
    "0x83, IMPLEMENTATION_SPECIFIC_ERROR",
    "0x87, NOT_AUTHORIZED",
    "0x90, TOPIC_NAME_INVALID",
    "0x97, QUOTA_EXCEEDED",
    "0x99, PAYLOAD_FORMAT_INVALID"
  })
  void publishThatTheBrokerRefusesIsRejectedAndHoldsNoFenceOpen(String code, String name) {
    line.connected();
    broker.script.puback = code(code);
    Moment before = line.clock.now();

    assertThat(line.write(42))
        .isInstanceOfSatisfying(
            SendResult.Rejected.class, no -> assertThat(no.detail()).endsWith(name));
    assertThat(line.link().fence(before, line.soon())).isInstanceOf(FenceResult.Shut.class);
  }

  @ParameterizedTest
  @CsvSource({"0x80, UNSPECIFIED_ERROR", "0x91, PACKET_IDENTIFIER_IN_USE"})
  void errorInsideTheBrokerIsUnknownAndHoldsTheFenceOpen(String code, String name) {
    line.connected();
    broker.script.puback = code(code);
    Moment before = line.clock.now();

    assertThat(line.write(42))
        .isInstanceOfSatisfying(
            SendResult.Unknown.class, who -> assertThat(who.detail()).endsWith(name));
    assertThat(line.link().fence(before, line.soon())).isInstanceOf(FenceResult.Open.class);
  }

  @Test
  void publishWithoutAMatchingSubscriberIsProofThatNoDeviceGotIt() {
    line.connected();
    broker.script.puback = 0x10;

    assertThat(line.write(42)).isInstanceOf(SendResult.NotSent.class);
    assertThat(
            line.link()
                .fire(MqttTestGateway.order("t1#0", MqttTestGateway.EXCHANGE, 42), line.soon()))
        .isInstanceOf(OrderStatus.NotSent.class);
  }

  @Test
  void commitWhileTheBrokerIsGoneIsNotSentAndNotRejected() throws Exception {
    line.close();
    line =
        MqttTestGateway.of(line.device(), MqttTestGateway.patient(), name -> Optional.empty())
            .connected();
    broker.close();
    line.awaitStatus(State.DISCONNECTED);

    assertThat(
            line.link()
                .fire(MqttTestGateway.order("t1#0", MqttTestGateway.EXCHANGE, 42), line.soon()))
        .isInstanceOf(OrderStatus.NotSent.class);
  }

  @Test
  void quotaThatRefusesACommitProvesThatItIsNotDone() {
    line.connected();
    broker.script.puback = 0x97;

    assertThat(
            line.link()
                .fire(MqttTestGateway.order("t1#0", MqttTestGateway.EXCHANGE, 42), line.soon()))
        .isInstanceOfSatisfying(
            OrderStatus.NotDone.class, not -> assertThat(not.detail()).contains("QUOTA_EXCEEDED"));
  }

  @ParameterizedTest
  @CsvSource({
    "0x8b, SERVER_SHUTTING_DOWN",
    "0x97, QUOTA_EXCEEDED",
    "0x8d, KEEP_ALIVE_TIMEOUT",
    "0x8e, another client connected with this gateway's client id"
  })
  void connectionThatTheBrokerEndsInsteadOfAnAcknowledgementLeavesTheWriteUnknown(
      String code, String words) {
    line.close();
    line =
        MqttTestGateway.of(line.device(), MqttTestGateway.patient(), name -> Optional.empty())
            .connected();
    broker.script.disconnect = code(code);
    Moment before = line.clock.now();

    assertThat(line.write(42)).isInstanceOf(SendResult.Unknown.class);
    assertThat(line.awaitStatus(State.DISCONNECTED).detail()).contains(words);
    assertThat(line.link().fence(before, line.soon())).isInstanceOf(FenceResult.Open.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0x86, BAD_USER_NAME_OR_PASSWORD",
    "0x87, NOT_AUTHORIZED",
    "0x88, SERVER_UNAVAILABLE",
    "0x89, SERVER_BUSY",
    "0x8a, BANNED",
    "0x97, QUOTA_EXCEEDED"
  })
  void connectionThatTheBrokerRefusesSaysWhyAndNothingIsSent(String code, String name)
      throws Exception {
    line.close();
    broker.script.connack = code(code);
    line =
        MqttTestGateway.of(
            MqttTestGateway.conveyor(Map.of("Broker", broker.uri()), new Preparation.None()));

    assertThat(line.awaitStatus(State.DISCONNECTED).detail()).contains("refuses", name);
    assertThat(line.write(42))
        .isInstanceOfSatisfying(
            SendResult.NotSent.class, not -> assertThat(not.detail()).contains(name));
  }

  @Test
  void subscriptionThatIsRefusedForOneTopicOfSeveralIsNoConnection() {
    line.close();
    broker.script.suback = List.of(ScriptedBroker.SUCCESS, NOT_AUTHORIZED);
    line = MqttTestGateway.of(line.device());

    LinkStatus status = line.awaitStatus(State.DISCONNECTED);

    assertThat(status.detail())
        .contains("refuses", "NOT_AUTHORIZED")
        .contains("plant/conveyor/speed")
        .doesNotContain("answers");
  }
}
