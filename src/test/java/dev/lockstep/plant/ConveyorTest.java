package dev.lockstep.plant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The conveyor as a client meets it, over a real broker. */
class ConveyorTest {
  private static final String ANSWERS = "plant/conveyor/answers/test";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Broker broker = new Broker(FreePorts.find(1).getFirst()).start();
  private final Conveyor conveyor = new Conveyor("conveyor", broker.port()).start();
  private final Mqtt5BlockingClient client =
      MqttClient.builder()
          .useMqttVersion5()
          .serverHost("127.0.0.1")
          .serverPort(broker.port())
          .buildBlocking();
  private Mqtt5BlockingClient.Mqtt5Publishes heard;

  @BeforeEach
  void connect() throws Exception {
    client.connect();
    heard = client.publishes(MqttGlobalPublishFilter.ALL);
    client.subscribeWith().topicFilter("plant/conveyor/availability").send();
    assertThat(text(next("plant/conveyor/availability"))).isEqualTo("online");
    client.subscribeWith().topicFilter(ANSWERS).send();
  }

  @AfterEach
  void disconnect() {
    heard.close();
    client.disconnect();
    conveyor.close();
    broker.close();
  }

  @Test
  void doesAnOrderOnceHoweverOftenItIsTold() throws Exception {
    assertThat(ask("prepare", "first", 1.5)).isEqualTo("prepared");
    assertThat(conveyor.shown()).isEqualTo(new Conveyor.Shown(0.5, 0));

    assertThat(ask("commit", "first", 1.5)).isEqualTo("applied");
    assertThat(ask("commit", "first", 1.5)).isEqualTo("applied");

    assertThat(ask("query", "first", 1.5)).isEqualTo("applied");
    assertThat(conveyor.shown()).isEqualTo(new Conveyor.Shown(1.5, 1));
    client.subscribeWith().topicFilter("plant/conveyor/state/speed").send();
    while (!text(next("plant/conveyor/state/speed")).equals("1.5")) {
      // the belt is on its way
    }
  }

  @Test
  void refusesAPrepareThatComesAfterItsAbort() throws Exception {
    assertThat(ask("abort", "late", 1.5)).isEqualTo("aborted");

    assertThat(ask("prepare", "late", 1.5)).isEqualTo("aborted");
    assertThat(ask("commit", "late", 1.5)).isEqualTo("aborted");

    assertThat(conveyor.shown().moves()).isZero();
  }

  @Test
  void refusesASpeedThatTheBeltCannotRun() throws Exception {
    assertThat(ask("prepare", "fast", 2.6)).isEqualTo("refused");
  }

  @Test
  void doesNotMoveByACommitThatComesAfterItsDeadline() throws Exception {
    assertThat(ask("prepare", "late", 1.5)).isEqualTo("prepared");

    assertThat(ask("commit", "late", 1.5, Instant.now().minusMillis(1))).isEqualTo("prepared");
    assertThat(conveyor.shown().moves()).isZero();

    assertThat(ask("prepare", "later", 1.5, Instant.now().minusMillis(1))).isEqualTo("unknown");
    assertThat(ask("abort", "late", 1.5, Instant.now().minusMillis(1))).isEqualTo("aborted");
  }

  private String ask(String verb, String id, double speed) throws Exception {
    return ask(verb, id, speed, Instant.now().plusSeconds(10));
  }

  private String ask(String verb, String id, double speed, Instant until) throws Exception {
    byte[] correlation = (verb + id).getBytes(StandardCharsets.UTF_8);
    client
        .publishWith()
        .topic("plant/conveyor/request/" + verb)
        .qos(MqttQos.AT_LEAST_ONCE)
        .responseTopic(ANSWERS)
        .correlationData(correlation)
        .payload(
            JSON.writeValueAsBytes(
                JSON.createObjectNode()
                    .put("id", id)
                    .put("verb", verb)
                    .put("command", "SetSpeed")
                    .put("expiresAt", until.toString())
                    .set("arguments", JSON.createObjectNode().put("Speed", speed))))
        .send();
    Mqtt5Publish answer = next(ANSWERS);
    byte[] echoed = new byte[correlation.length];
    answer.getCorrelationData().orElseThrow().get(echoed);
    assertThat(echoed).isEqualTo(correlation);
    JsonNode body = JSON.readTree(answer.getPayloadAsBytes());
    assertThat(body.path("id").asText()).isEqualTo(id);
    return body.path("state").asText();
  }

  private Mqtt5Publish next(String topic) throws Exception {
    while (true) {
      Mqtt5Publish publish = heard.receive(10, TimeUnit.SECONDS).orElseThrow();
      if (publish.getTopic().toString().equals(topic)) {
        return publish;
      }
    }
  }

  private static String text(Mqtt5Publish publish) {
    return new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8);
  }
}
