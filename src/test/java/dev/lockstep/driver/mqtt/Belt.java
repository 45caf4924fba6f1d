package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongUnaryOperator;

/**
 * A conveyor that keeps the contract of request/response, except where a test breaks it: it records
 * command ids, carries each out once and publishes its speed retained. Its memory survives its
 * connection: {@link #reconnect}.
 */
final class Belt implements AutoCloseable {
  static final String SET = "plant/conveyor/speed/set";
  static final String STATE = "plant/conveyor/speed";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The speed that it sets for a requested one. */
  volatile LongUnaryOperator doing = asked -> asked;

  /** Answers "applied", and does nothing. */
  volatile boolean idle;

  /** Carries commands out, and gives no answers. */
  volatile boolean mute;

  /** Carries commands out, and does not publish its speed. */
  volatile boolean hiding;

  private final TestBroker broker;
  private final Map<String, String> orders = new ConcurrentHashMap<>();
  private final Map<String, Long> staged = new ConcurrentHashMap<>();
  private final List<Long> moves = new CopyOnWriteArrayList<>();
  private volatile long speed;
  private Machine machine;

  /** Connects, and publishes its speed. */
  Belt(TestBroker broker, long speed) {
    this.broker = broker;
    this.speed = speed;
    reconnect();
  }

  void reconnect() {
    if (machine != null) {
      machine.close();
    }
    machine = Machine.on(broker, List.of(SET, "lockstep/conveyor/+"), this::heard);
    show(speed);
  }

  /** The speeds that it was set to, in order. */
  List<Long> moves() {
    return List.copyOf(moves);
  }

  /** Its record of an order. */
  Optional<String> known(String id) {
    return Optional.ofNullable(orders.get(id));
  }

  Machine machine() {
    return machine;
  }

  /** Publishes a speed on the state topic, retained. */
  void show(long shown) {
    machine.keep(STATE, "{\"speed\":%d}".formatted(shown));
  }

  /** Sets the speed by hand, at the machine. */
  void setByHand(long other) {
    speed = other;
    show(speed);
  }

  private void heard(Machine self, Mqtt5Publish message) {
    JsonNode body = json(message);
    if (message.getTopic().toString().equals(SET)) {
      move(body.path("speed").asLong());
      return;
    }
    String id = body.path("id").asText();
    boolean late = Instant.parse(body.path("expiresAt").asText()).isBefore(Instant.now());
    switch (late ? "too late" : body.path("verb").asText()) {
      case "prepare" -> {
        orders.putIfAbsent(id, "prepared");
        staged.put(id, body.path("arguments").path("Speed").asLong());
      }
      case "commit" -> {
        if (orders.replace(id, "prepared", "applied")) {
          move(staged.get(id));
        }
      }
      case "abort" -> orders.compute(id, (key, was) -> "applied".equals(was) ? was : "aborted");
      default -> {}
    }
    if (!mute) {
      String state = orders.getOrDefault(id, "unknown");
      self.answer(message, "{\"id\":\"%s\",\"state\":\"%s\"}".formatted(id, state));
    }
  }

  private void move(long asked) {
    if (idle) {
      return;
    }
    speed = doing.applyAsLong(asked);
    moves.add(speed);
    if (!hiding) {
      show(speed);
    }
  }

  private static JsonNode json(Mqtt5Publish message) {
    try {
      return JSON.readTree(message.getPayloadAsBytes());
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  @Override
  public void close() {
    machine.close();
  }
}
