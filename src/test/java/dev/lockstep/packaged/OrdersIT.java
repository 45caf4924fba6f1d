package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.kafka.KafkaBroker;
import dev.lockstep.outbox.OrderMosquitto;
import dev.lockstep.plant.Rest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Orders over a real Kafka and a real mosquitto to the packaged gateway with its machines, and the
 * commands of the page, typed as they stand there: only the addresses are others.
 */
class OrdersIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final String COORDINATIONS = "/api/v1/coordinations/";
  private static final String ORDERS = "lockstep-orders";
  private static final String DEAD = "lockstep-orders-dead";
  private static final int KILLS = 4;

  private static KafkaBroker kafka;
  private static OrderMosquitto mosquitto;

  @BeforeAll
  static void startBrokers() throws IOException {
    OrderMosquitto.required();
    mosquitto = new OrderMosquitto(Distribution.folder("orders-mosquitto")).start();
    kafka = new KafkaBroker(Distribution.folder("orders-kafka")).start();
  }

  @AfterAll
  static void endBrokers() {
    if (kafka != null) {
      kafka.close();
    }
    if (mosquitto != null) {
      mosquitto.close();
    }
  }

  private static PlantLine line(String name, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.coordinator.enabled", "true");
    settings.put("lockstep.coordinator.path", Distribution.folder(name) + "/decisions.db");
    settings.put("kafka.bootstrap.servers", kafka.bootstrap());
    settings.put("lockstep.orders.kafka.enabled", "true");
    settings.put("lockstep.orders.mqtt.enabled", "true");
    settings.put("lockstep.orders.mqtt.broker", mosquitto.uri());
    settings.put("lockstep.orders.size-max", "8K");
    settings.put("lockstep.transactions.doubt-after", "300ms");
    settings.put("lockstep.transactions.pause-max", "1s");
    settings.putAll(more);
    return PlantLine.start(name, settings);
  }

  private static String order(PlantLine line, String id, int force) {
    return """
        {"specversion":"1.0","type":"dev.lockstep.coordination.order.v1","source":"/mes","id":"%s","time":"%s","data":{"id":"%s","participants":[{"gateway":"%s","commands":[{"device":"memory-1","command":"SetForce","arguments":{"PressingForce":%d}}]}]}}"""
        .formatted(id, Instant.now(), id, line.gateway().address(), force);
  }

  private static JsonNode awaitEnd(PlantLine line, String id) {
    return await(id)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(
            () -> line.rest().get(COORDINATIONS + id).body(),
            shown -> !shown.path("endedAt").isMissingNode());
  }

  private static double force(PlantLine line) {
    return line.rest()
        .get("/api/v1/devices/memory-1/resources/PressingForce")
        .body()
        .path("value")
        .asDouble();
  }

  private static void awaitConnections(PlantLine line) {
    await("channels of " + line.gateway().address())
        .atMost(PATIENCE)
        .until(() -> troubles(line), String::isEmpty);
  }

  private static String troubles(PlantLine line) {
    for (JsonNode check : line.rest().get("/q/health/ready").body().path("checks")) {
      JsonNode told = check.path("data").path("orderTroubles");
      if (!told.isMissingNode()) {
        return told.asText();
      }
    }
    return "not told";
  }

  /** As they stand on the page; then what a repeat, and what garbage comes to. */
  @Test
  void pageIsTypedMachinesMoveARepeatMovesNothingAndGarbageIsBuried() throws Exception {
    Distribution.required("curl");
    Path tools = Distribution.folder("orders-tools");
    kafka.tools().writeScripts(tools);
    Readme page = Readme.read("src/site/markdown/orders.md");
    ProcessBuilder sh = new ProcessBuilder("sh").directory(tools.toFile());
    sh.environment().merge("PATH", tools.toString(), (path, folder) -> folder + ":" + path);
    List<String> blocks = page.fences("");
    assertThat(blocks).hasSize(3);
    try (TypedShell shell = new TypedShell(sh)) {
      assertThat(shell.type(here(blocks.getFirst(), "")).out()).contains("Created topic");
      try (PlantLine line = line("line-a", Map.of())) {
        awaitConnections(line);
        for (String block : blocks.subList(1, blocks.size())) {
          TypedShell.Said said = shell.type(here(block, line.gateway().address()));
          assertThat(said.code()).as(said.out()).isZero();
          assertThat(said.out()).contains("COMMITTED");
        }
        assertThat(line.rest().get(COORDINATIONS + "changeover-4711").body().toString())
            .contains("COMMITTED");
        assertThat(line.plant().press().logbook().deeds()).isNotEmpty();
        repeat(line);
        bury(line);
        count(line);
        assertThat(sender(line, "one")).contains("/mes", "kafka lockstep-orders");
      }
    }
  }

  private static String here(String block, String gateway) {
    String port = mosquitto.uri().replaceFirst(".*:", "");
    return block
        .replace("kafka.plant.example:9092", kafka.bootstrap())
        .replace("broker.plant.example -p 1883", "127.0.0.1 -p " + port)
        .replace("http://127.0.0.1:8080", gateway);
  }

  private static void repeat(PlantLine line) throws Exception {
    String one = order(line, "one", 300);
    kafka.produce(ORDERS, List.of(one));
    assertThat(awaitEnd(line, "one").path("outcome").asText()).isEqualTo("COMMITTED");
    mosquitto.publish("lockstep/orders", order(line, "two", 400));
    assertThat(awaitEnd(line, "two").path("outcome").asText()).isEqualTo("COMMITTED");

    kafka.produce(ORDERS, List.of(one));
    mosquitto.publish("lockstep/orders", one);
    mosquitto.publish("lockstep/orders", order(line, "three", 400));
    awaitEnd(line, "three");

    assertThat(force(line)).as("not moved back by the repeated order").isEqualTo(400);
  }

  private static void bury(PlantLine line) {
    String right = order(line, "wrong", 500);
    List<String> wrong =
        List.of(
            "garbage",
            right.replace("order.v1", "order.v2"),
            right.replace("\"commands\"", "\"comands\""),
            right.replace(line.gateway().address(), "http://stranger.example"),
            right.replace("/mes", "/mes" + "x".repeat(9_000)),
            order(line, "one", 500));
    kafka.produce(ORDERS, wrong);

    List<String> letters = kafka.consume(DEAD, wrong.size(), SILENCE);

    assertThat(letters).hasSize(wrong.size());
    assertThat(String.join("\n", letters))
        .contains("\"code\":\"OTHER_TYPE\"", "\"where\":\"/type\"")
        .contains("\"where\":\"/data/participants/0/comands\"", "unknown field")
        .contains("\"where\":\"/data/participants/0/gateway\"", "lockstep.coordinator.gateways")
        .contains("\"code\":\"TOO_LARGE\"", "lockstep.orders.size-max")
        .contains("\"code\":\"OTHER_COMMANDS\"", "one came before with other data");
    assertThat(line.rest().get(COORDINATIONS + "wrong").status()).isEqualTo(404);
    assertThat(force(line)).isEqualTo(400);
  }

  private static void count(PlantLine line) throws Exception {
    try (Web web = new Web(line.gateway().address())) {
      assertThat(web.get("/q/metrics").join().body())
          .contains(
              "lockstep_orders_taken_total{channel=\"kafka\"} 3.0",
              "lockstep_orders_repeated_total{channel=\"kafka\"} 1.0",
              "lockstep_orders_refused_total{channel=\"kafka\"} 6.0",
              "lockstep_orders_repeated_total{channel=\"mqtt\"} 1.0",
              "lockstep_orders_lag_seconds{channel=\"mqtt\"} 0.0",
              "lockstep_orders_usable{channel=\"mqtt\"} 1.0");
    }
  }

  private static String sender(PlantLine line, String id) {
    List<String> found = new ArrayList<>();
    for (JsonNode act : line.rest().get("/api/v1/audit?limit=500").body().path("records")) {
      if (act.path("subject").asText().equals(id)) {
        found.add(act.toString());
      }
    }
    return found.toString();
  }

  /** A gateway that is slow holds up its own coordination; the limit holds up the next order. */
  @Test
  void orderIsAcknowledgedBeforeItsEndAndOneBeyondTheLimitWaits() throws Exception {
    kafka.createTopic("full-orders", 1);
    kafka.createTopic("full-orders-dead", 1);
    Map<String, String> own =
        Map.of(
            "lockstep.coordinator.live-max", "1",
            "lockstep.orders.kafka.topic", "full-orders",
            "lockstep.orders.kafka.group", "full-orders",
            "lockstep.orders.kafka.dead-letter-topic", "full-orders-dead",
            "lockstep.orders.mqtt.enabled", "false");
    CountDownLatch voting = new CountDownLatch(1);
    HttpServer slow = slowVoter(voting);
    try (PlantLine line = line("line-w", own)) {
      awaitConnections(line);
      String endless =
          order(line, "endless", 100)
              .replace(line.gateway().address(), "http://127.0.0.1:" + slow.getAddress().getPort())
              .replace("\"participants\"", "\"timeout\":\"PT300S\",\"participants\"");
      kafka.produce("full-orders", List.of(endless, order(line, "next", 600)));

      await("the limit is told")
          .atMost(PATIENCE)
          .until(() -> troubles(line), told -> told.contains("lockstep.coordinator.live-max"));
      assertThat(kafka.committed("full-orders", "full-orders")).isEqualTo(1);
      assertThat(line.rest().get(COORDINATIONS + "endless").body().path("state").asText())
          .isEqualTo("PREPARING");
      voting.countDown();

      assertThat(awaitEnd(line, "next").path("outcome").asText()).isEqualTo("COMMITTED");
      await("acknowledged")
          .atMost(PATIENCE)
          .until(() -> kafka.committed("full-orders", "full-orders") == 2);
      awaitConnections(line);
    } finally {
      voting.countDown();
      slow.stop(0);
    }
  }

  /** A gateway that votes ROLLBACK, when it is told to. */
  private static HttpServer slowVoter(CountDownLatch voting) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.setExecutor(command -> Thread.ofVirtual().start(command));
    server.createContext(
        "/",
        call -> {
          call.getRequestBody().readAllBytes();
          if (call.getRequestMethod().equals("DELETE")) {
            call.sendResponseHeaders(204, -1); // forgotten: the coordination is over
            call.close();
            return;
          }
          try {
            voting.await();
          } catch (InterruptedException stopped) {
            throw new IOException(stopped);
          }
          byte[] vote =
              "{\"vote\":\"ROLLBACK\",\"reasons\":[{\"code\":\"BUSY\",\"detail\":\"busy\"}]}"
                  .getBytes(StandardCharsets.UTF_8);
          call.getResponseHeaders().set("Content-Type", "application/json");
          call.sendResponseHeaders(409, vote.length);
          call.getResponseBody().write(vote);
          call.close();
        });
    server.start();
    return server;
  }

  /** Whatever moment it dies in: each order is known afterwards, at its end, and acknowledged. */
  @Tag("long")
  @Test
  void gatewayKilledAtAnyMomentLosesNoOrderOfEitherChannel() throws Exception {
    long seed = Long.getLong("lockstep.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    kafka.createTopic("killed-orders", 1);
    kafka.createTopic("killed-orders-dead", 1);
    Map<String, String> own =
        Map.of(
            "lockstep.orders.kafka.topic", "killed-orders",
            "lockstep.orders.kafka.group", "killed-orders",
            "lockstep.orders.kafka.dead-letter-topic", "killed-orders-dead",
            "lockstep.orders.mqtt.topic", "killed/orders");
    List<String> ids = new ArrayList<>();
    try (PlantLine line = line("line-k", own)) {
      awaitConnections(line);
      for (int kill = 0; kill < KILLS; kill++) {
        List<String> batch = new ArrayList<>();
        for (int each = 0; each < 8; each++) {
          String id = "kafka-%d-%d".formatted(kill, each);
          batch.add(order(line, id, 100 + 10 * each));
          ids.add(id);
        }
        kafka.produce("killed-orders", batch);
        String id = "mqtt-" + kill;
        mosquitto.publish("killed/orders", order(line, id, 1_000 + kill));
        ids.add(id);
        LockSupport.parkNanos(random.nextLong(400_000_000));
        line.killAndRestart();
      }
      awaitConnections(line);

      for (String id : ids) {
        assertThat(awaitEnd(line, id).path("state").asText()).as(id).isEqualTo("ENDED");
      }
      Rest.Reply list = line.rest().get("/api/v1/coordinations?limit=500");
      assertThat(list.body().path("items")).hasSize(ids.size());
    }
  }
}
