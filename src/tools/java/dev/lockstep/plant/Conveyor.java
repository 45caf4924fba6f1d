package dev.lockstep.plant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5WillPublish;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A belt conveyor on the broker. Answers prepare, commit, abort and query on {@code
 * plant/NAME/request/#} with MQTT 5 request/response, shows its speed on {@code
 * plant/NAME/state/…}, and its life by birth and last will on {@code plant/NAME/availability}. The
 * belt takes up to a second to reach a new speed. A prepare or commit that comes after its {@code
 * expiresAt} is answered like a query.
 *
 * <p>Thread-safe.
 */
public final class Conveyor implements AutoCloseable {
  /** A birth message that a broker lost under load is said again: about once a second. */
  private static final int SCANS_PER_SIGN_OF_LIFE = 20;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long CONNECT_SECONDS_MAX = 10;
  private static final double ACCELERATION_PER_SCAN = 0.125;

  private final String name;
  private final OrderBook orders;
  private final Logbook logbook = new Logbook();
  private final Mqtt5AsyncClient client;
  private final Object belt = new Object();
  private int scans;
  private double speed = 0.5;
  private double wanted = speed;
  private long moves;
  private ScanCycle cycle;

  /** What the conveyor itself shows. The speed is the one it is heading for. */
  public record Shown(double speed, long moves) {
    @Override
    public String toString() {
      return "conveyor: %s m/s (moved %d %s)"
          .formatted(speed, moves, moves == 1 ? "time" : "times");
    }
  }

  /** Not connected until {@link #start}. */
  public Conveyor(String name, int brokerPort) {
    this.name = name;
    orders = new OrderBook(this::moveTo);
    client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier("plant-" + name)
            .serverHost("127.0.0.1")
            .serverPort(brokerPort)
            .automaticReconnectWithDefaultConfig()
            .addConnectedListener(connected -> comeToLife())
            .willPublish(asWill(retained("availability", "offline")))
            .buildAsync();
  }

  public Conveyor start() {
    client.connect().orTimeout(CONNECT_SECONDS_MAX, TimeUnit.SECONDS).join();
    cycle = new ScanCycle(name, this::scan);
    return this;
  }

  public Shown shown() {
    synchronized (belt) {
      return new Shown(wanted, moves);
    }
  }

  /** By order id. */
  public Logbook logbook() {
    return logbook;
  }

  @Override
  public void close() {
    cycle.close();
    show("availability", "offline");
    client.disconnect().orTimeout(CONNECT_SECONDS_MAX, TimeUnit.SECONDS).join();
  }

  private void comeToLife() {
    // Subscribed before it says that it is there: nobody asks in vain.
    var unused =
        client
            .subscribeWith()
            .topicFilter("plant/" + name + "/request/#")
            .qos(MqttQos.AT_LEAST_ONCE)
            .callback(this::answer)
            .send()
            .thenRun(
                () -> {
                  show("state/speed", speedNow());
                  show("state/running", "true");
                  show("state/belt", "BC-25-0042");
                  show("availability", "online");
                });
  }

  private void answer(Mqtt5Publish request) {
    String verb = request.getTopic().getLevels().getLast();
    if (request.getResponseTopic().isEmpty()) {
      return; // nobody to tell: MQTT 5 leaves no other way
    }
    var response =
        Mqtt5Publish.builder()
            .topic(request.getResponseTopic().get())
            .qos(MqttQos.AT_LEAST_ONCE)
            .correlationData(request.getCorrelationData().orElse(null))
            .payload(bytes(answerTo(verb, request.getPayloadAsBytes())));
    var unused = client.publish(response.build());
  }

  private OrderBook.Answer answerTo(String verb, byte[] payload) {
    JsonNode request;
    try {
      request = JSON.readTree(payload);
    } catch (IOException e) {
      return new OrderBook.Answer("", "refused", "not JSON: " + e.getMessage());
    }
    String id = request.path("id").asText();
    if (id.isEmpty()) {
      return new OrderBook.Answer("", "refused", "no id");
    }
    return switch (late(request) && moves(verb) ? "query" : verb) {
      case "prepare" ->
          orders.prepare(id, request.path("command").asText(), request.path("arguments"));
      case "commit" -> orders.commit(id);
      case "abort" -> orders.abort(id);
      case "query" -> orders.query(id);
      default -> new OrderBook.Answer(id, "refused", "no such verb: " + verb);
    };
  }

  /** Abort and query move nothing, and may come late. */
  private static boolean moves(String verb) {
    return verb.equals("prepare") || verb.equals("commit");
  }

  /**
   * Whether the deadline has passed, wherever the request lay: in a broker that stood still, no
   * message expires. This controller's clock is the gateway's.
   */
  private static boolean late(JsonNode request) {
    String until = request.path("expiresAt").asText();
    return !until.isEmpty() && Instant.parse(until).isBefore(Instant.now());
  }

  private static byte[] bytes(OrderBook.Answer answer) {
    try {
      return JSON.writeValueAsBytes(
          Map.of("id", answer.id(), "state", answer.state(), "detail", answer.detail()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void moveTo(String order, double target) {
    synchronized (belt) {
      wanted = target;
      moves++;
    }
    logbook.note(order);
  }

  private void scan() {
    if (scans++ % SCANS_PER_SIGN_OF_LIFE == 0) {
      show("availability", "online");
    }
    synchronized (belt) {
      if (speed == wanted) {
        return;
      }
      speed = ScanCycle.towards(wanted, speed, ACCELERATION_PER_SCAN);
    }
    show("state/speed", speedNow());
  }

  private String speedNow() {
    synchronized (belt) {
      return Double.toString(speed);
    }
  }

  private void show(String what, String value) {
    var unused = client.publish(retained(what, value));
  }

  private Mqtt5Publish retained(String what, String value) {
    return Mqtt5Publish.builder()
        .topic("plant/" + name + "/" + what)
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(true)
        .payload(value.getBytes(StandardCharsets.UTF_8))
        .build();
  }

  private static Mqtt5WillPublish asWill(Mqtt5Publish publish) {
    return publish.asWill();
  }
}
