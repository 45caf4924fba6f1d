package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A machine that keeps the state of each command retained on a topic of its own. Its memory
 * survives its connection.
 */
final class RetainedPress implements AutoCloseable {
  static final String ROOT = "plant/conveyor/cmd/";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Carries commands out, and says nothing more. */
  volatile boolean mute;

  /** Refuses what it is to prepare. */
  volatile boolean refusing;

  /** Begins, and says later what became of it. */
  volatile boolean slow;

  /** Says "failed" when it has begun. */
  volatile boolean failing;

  /** Does not name the request that it answers. */
  volatile boolean anonymous;

  private final TestBroker broker;
  private final Map<String, String> states = new ConcurrentHashMap<>();
  private final Map<String, Long> staged = new ConcurrentHashMap<>();
  private final List<Long> moves = new CopyOnWriteArrayList<>();
  private Machine machine;

  RetainedPress(TestBroker broker) {
    this.broker = broker;
    reconnect();
  }

  void reconnect() {
    if (machine != null) {
      machine.close();
    }
    machine = Machine.on(broker, ROOT + "+/+/request", this::heard);
  }

  List<Long> moves() {
    return List.copyOf(moves);
  }

  Machine machine() {
    return machine;
  }

  private void heard(Machine self, Mqtt5Publish message) {
    JsonNode request;
    try {
      request = JSON.readTree(message.getPayloadAsBytes());
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
    String id = request.path("id").asText();
    String topic = message.getTopic().toString().replace("/request", "");
    switch (request.path("verb").asText()) {
      case "prepare" -> {
        show(self, topic, request, "init");
        staged.put(id, request.path("arguments").path("Speed").asLong());
        states.putIfAbsent(id, refusing ? "refused" : "prepared");
      }
      case "commit" -> {
        if (states.replace(id, "prepared", slow ? "executing" : failing ? "failed" : "successful")
            && !failing) {
          moves.add(staged.get(id));
        }
      }
      case "abort" -> states.compute(id, (key, was) -> "successful".equals(was) ? was : "aborted");
      default -> {}
    }
    show(self, topic, request, states.getOrDefault(id, "unknown"));
  }

  private void show(Machine self, String topic, JsonNode request, String state) {
    if (!mute) {
      String token = anonymous ? "" : request.path("request").asText();
      self.keep(
          topic,
          "{\"id\":\"%s\",\"request\":\"%s\",\"state\":\"%s\"}"
              .formatted(request.path("id").asText(), token, state));
    }
  }

  /** Says on its own, not as an answer, what became of a command. */
  void keep(String command, String id, String state) {
    states.put(id, state);
    machine.keep(
        ROOT + command + "/" + id.replace("#", "%23"),
        "{\"id\":\"%s\",\"state\":\"%s\"}".formatted(id, state));
  }

  @Override
  public void close() {
    machine.close();
  }
}
