package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Device;
import dev.lockstep.device.Preparation;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.LinkStatus.State;
import dev.lockstep.driver.SendResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a link stands, against a real broker. */
class MqttConnectionTest {
  @TempDir Path directory;

  private static Device conveyor(TestBroker broker, String... more) {
    Map<String, String> address = new HashMap<>(Map.of("Broker", broker.uri()));
    for (int each = 0; each < more.length; each += 2) {
      address.put(more[each], more[each + 1]);
    }
    return MqttTestGateway.conveyor(address, new Preparation.None());
  }

  @Test
  void deviceIsDisconnectedWithTheReasonWhileTheBrokerIsNotThereAndComesByItself()
      throws Exception {
    try (TestBroker broker = TestBroker.started(directory)) {
      broker.stop();
      try (MqttTestGateway line = MqttTestGateway.of(conveyor(broker))) {
        assertThat(line.awaitStatus(State.DISCONNECTED).detail()).contains("refused");

        broker.start();

        assertThat(line.awaitStatus(State.CONNECTED).detail())
            .isEqualTo(broker.uri() + " without TLS");
      }
    }
  }

  @Test
  @Tag("fault")
  void deviceIsConnectedFromItsBirthToItsLastWill() throws Exception {
    try (TestBroker broker = TestBroker.started(directory);
        Machine machine = Machine.listening(broker, "nothing");
        MqttTestGateway line =
            MqttTestGateway.of(conveyor(broker, "AvailabilityTopic", "plant/{device}/alive"))) {
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> line.link().status().detail().contains("waiting for the device"));
      assertThat(line.link().status().connected()).isFalse();

      machine.keep("plant/conveyor/alive", "online");
      line.awaitStatus(State.CONNECTED);

      machine.keep("plant/conveyor/alive", "offline");
      assertThat(line.awaitStatus(State.DISCONNECTED).detail())
          .isEqualTo("the device is offline: plant/conveyor/alive says \"offline\"");
      assertThat(line.link().write(List.of(MqttTestGateway.speed(1)), line.soon()).getFirst())
          .isInstanceOf(SendResult.NotSent.class);
    }
  }

  @Test
  @Tag("fault")
  void wrongPasswordIsDisconnectedAndNamesTheUserNotThePassword() throws Exception {
    MosquittoBroker.required();
    try (TestBroker broker = withPassword("operator", "right", List.of())) {
      try (MqttTestGateway line =
          MqttTestGateway.of(
              conveyor(broker, "User", "operator"),
              MqttTestGateway.settings(),
              name -> Optional.of("wrong"))) {
        assertThat(line.awaitStatus(State.DISCONNECTED).detail())
            .contains("operator", "NOT_AUTHORIZED")
            .doesNotContain("wrong");
      }
      try (MqttTestGateway line =
          MqttTestGateway.of(
              conveyor(broker, "User", "operator"),
              MqttTestGateway.settings(),
              name -> Optional.of("right"))) {
        assertThat(line.awaitStatus(State.CONNECTED).detail()).endsWith("as operator");
      }
    }
  }

  @Test
  @Tag("fault")
  void writeThatTheBrokerDoesNotAllowIsRejected() throws Exception {
    MosquittoBroker.required();
    Path rules = directory.resolve("acl");
    Files.write(rules, List.of("user operator", "topic read #"));
    try (TestBroker broker = withPassword("operator", "right", List.of("acl_file " + rules));
        MqttTestGateway line =
            MqttTestGateway.of(
                conveyor(broker, "User", "operator"),
                MqttTestGateway.settings(),
                name -> Optional.of("right"))) {
      line.connected();

      assertThat(line.link().write(List.of(MqttTestGateway.speed(1)), line.soon()).getFirst())
          .isInstanceOfSatisfying(
              SendResult.Rejected.class, no -> assertThat(no.detail()).contains("NOT_AUTHORIZED"));
    }
  }

  private TestBroker withPassword(String user, String password, List<String> more)
      throws Exception {
    Path passwords = directory.resolve("passwords");
    TlsBroker.run("mosquitto_passwd", "-b", "-c", passwords.toString(), user, password);
    List<String> lines = new ArrayList<>(more);
    lines.add("allow_anonymous false");
    lines.add("password_file " + passwords);
    return MosquittoBroker.started(directory, lines);
  }

  @Test
  void brokerWhoseCertificateIsTrustedIsReachedOverTls() throws Exception {
    MosquittoBroker.required();
    try (TestBroker broker = withTls("IP:127.0.0.1")) {
      Path authority = directory.resolve("ca.crt");
      try (MqttTestGateway line =
          MqttTestGateway.of(overTls(broker), trusting(authority), name -> Optional.empty())) {
        assertThat(line.awaitStatus(State.CONNECTED).detail()).endsWith("with TLS");
      }
    }
  }

  @Test
  @Tag("fault")
  void brokerWithAForeignCertificateIsNotTrusted() throws Exception {
    MosquittoBroker.required();
    try (TestBroker broker = withTls("IP:127.0.0.1");
        MqttTestGateway line =
            MqttTestGateway.of(
                overTls(broker), MqttTestGateway.settings(), name -> Optional.empty())) {
      assertThat(line.awaitStatus(State.DISCONNECTED).detail()).contains("certification path");
    }
  }

  @Test
  @Tag("fault")
  void brokerWithTheCertificateOfAnotherHostIsNotTrusted() throws Exception {
    MosquittoBroker.required();
    try (TestBroker broker = withTls("IP:127.0.0.2")) {
      Path authority = directory.resolve("ca.crt");
      try (MqttTestGateway line =
          MqttTestGateway.of(overTls(broker), trusting(authority), name -> Optional.empty())) {
        LinkStatus status = line.awaitStatus(State.DISCONNECTED);
        assertThat(status.detail()).contains("subject alternative names");
      }
    }
  }

  private static Device overTls(TestBroker broker) {
    String uri = "mqtts://127.0.0.1:" + broker.port();
    return MqttTestGateway.conveyor(Map.of("Broker", uri), new Preparation.None());
  }

  private static MqttSettings trusting(Path authority) {
    return MqttTestGateway.settings("trust-store=" + authority);
  }

  private TestBroker withTls(String alternativeName) throws Exception {
    return TlsBroker.started(directory, alternativeName);
  }

  @Test
  @Tag("fault")
  void nextConnectionOfTheSameNameEndsTheOneBefore() throws Exception {
    MosquittoBroker.required();
    try (TestBroker broker = TestBroker.started(directory);
        MqttTestGateway first =
            MqttTestGateway.of(
                conveyor(broker), MqttTestGateway.patient(), name -> Optional.empty())) {
      first.connected();
      try (MqttTestGateway second =
          MqttTestGateway.of(
              conveyor(broker), MqttTestGateway.patient(), name -> Optional.empty())) {
        second.connected();
        first.awaitStatus(State.DISCONNECTED);
        assertThat(second.link().status().connected()).isTrue();
      }
    }
  }
}
