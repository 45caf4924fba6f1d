package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Preparation;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Value;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.SendResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topics of EdgeX device-mqtt, with a device such as its users have. */
class EdgeXConventionTest {
  @TempDir Path directory;
  private TestBroker broker;
  private MqttTestGateway line;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
    Map<String, String> address =
        Map.of("Broker", broker.uri(), "CommandTopic", "command/{device}");
    line =
        MqttTestGateway.of(MqttTestGateway.device(address, new Preparation.None(), Map.of()))
            .connected();
  }

  @AfterEach
  void stop() throws Exception {
    line.close();
    broker.close();
  }

  private Machine answering(String toGet) {
    return Machine.on(
        broker,
        "command/conveyor/#",
        (self, message) -> {
          List<String> levels = message.getTopic().getLevels();
          String answer = levels.get(3).equals("get") ? toGet : Machine.text(message);
          self.say("command/response/" + levels.get(4), answer);
        });
  }

  private Reading read(Duration patience) {
    return line.link().read(List.of(MqttTestGateway.SPEED), line.clock.in(patience)).getFirst();
  }

  @Test
  void getAsksTheDeviceAndReadsItsAnswer() {
    try (Machine machine = answering("{\"Speed\":\"12.5\"}")) {
      assertThat(read(MqttTestGateway.LONG))
          .isInstanceOfSatisfying(
              Reading.Seen.class,
              seen -> assertThat(seen.value()).isEqualTo(Value.Numeric.of("12.5")));
      assertThat(machine.got().getFirst().getTopic().toString())
          .matches("command/conveyor/Speed/get/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
      assertThat(machine.payloads()).containsExactly("");
    }
  }

  @Test
  void setIsAcceptedWhenTheDeviceAnswers() {
    try (Machine machine = answering("{}")) {
      assertThat(line.link().write(List.of(MqttTestGateway.speed(42)), line.soon()).getFirst())
          .isInstanceOf(SendResult.Accepted.class);
      assertThat(machine.got().getFirst().getTopic().toString())
          .startsWith("command/conveyor/Speed/set/");
      assertThat(machine.payloads()).containsExactly("{\"Speed\":42}");
    }
  }

  @Test
  void setWithoutAnAnswerIsUnknownAndTheFenceOpen() {
    try (Machine _ = Machine.listening(broker, "command/conveyor/#")) {
      SendResult sent =
          line.link()
              .write(List.of(MqttTestGateway.speed(42)), line.clock.in(Duration.ofMillis(3500)))
              .getFirst();

      assertThat(sent).isInstanceOf(SendResult.Unknown.class);
      assertThat(line.link().fence(line.clock.now(), line.soon()))
          .isInstanceOf(FenceResult.Open.class);
    }
  }

  @Test
  void answerWithoutTheResourceIsNoReading() {
    try (Machine _ = answering("{\"Torque\":1}")) {
      assertThat(read(Duration.ofMillis(500))).isInstanceOf(Reading.Unseen.class);
      assertThat(line.driver.ignored(MqttTestGateway.CONVEYOR).malformed()).isEqualTo(1);
    }
  }
}
