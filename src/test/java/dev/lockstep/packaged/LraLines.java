package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.lra.LraCoordinatorProcess;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two packaged gateways under a real coordinator of long running actions: line A with a press and a
 * conveyor that live here and outlive it, line B with a drive in its own memory.
 */
record LraLines(LraCoordinatorProcess coordinator, PlantLine lineA, Drives lineB)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Running, ready and connected. */
  static LraLines start(String name) {
    LraCoordinatorProcess coordinator =
        new LraCoordinatorProcess(
            Distribution.home().resolveSibling("lra"), Distribution.folder(name + "-coordinator"));
    coordinator.start();
    PlantLine lineA = PlantLine.start(name + "-a", settings(coordinator));
    return new LraLines(coordinator, lineA, Drives.start(name + "-b", 1, settings(coordinator)));
  }

  /** Of a gateway that may join its actions, and that asks it early. */
  private static Map<String, String> settings(LraCoordinatorProcess coordinator) {
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.coordinators.allowed", coordinator.address());
    settings.put("lockstep.limits.timeout-default", "4s");
    settings.put("lockstep.transactions.answer-within", "1s");
    settings.put("lockstep.transactions.doubt-after", "500ms");
    settings.put("lockstep.transactions.pause-max", "1s");
    settings.put("lockstep.mqtt.reconnect-pause-max", "1s");
    settings.put("lockstep.opcua.reconnect-pause-max", "1s");
    return settings;
  }

  /** Asks line A to take part, as an LRA client does: the action is in the header. */
  HttpResponse<String> asked(String address, Map<String, Object> members) throws Exception {
    return asked(lineA.gateway().address(), address, members);
  }

  private static HttpResponse<String> asked(
      String gateway, String address, Map<String, Object> members) throws Exception {
    try (Web web = new Web(gateway)) {
      return web.post(
              "/lra/participants",
              Map.of("Long-Running-Action", address),
              JSON.writeValueAsString(members))
          .get();
    }
  }

  /** The id of the participant that voted COMMIT. */
  private static String joined(
      String gateway, LraCoordinatorProcess.Action action, Map<String, Object> command)
      throws Exception {
    HttpResponse<String> answer =
        asked(gateway, action.address(), Map.of("commands", List.of(command)));
    assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(201);
    JsonNode joined = JSON.readTree(answer.body());
    assertThat(joined.path("vote").asText()).isEqualTo("COMMIT");
    assertThat(answer.headers().firstValue("Long-Running-Action")).contains(action.address());
    assertThat(answer.headers().firstValue("Long-Running-Action-Recovery")).isPresent();
    return joined.path("id").asText();
  }

  String joinConveyor(LraCoordinatorProcess.Action action, double speed) throws Exception {
    return joined(lineA.gateway().address(), action, PlantLine.setSpeed(speed));
  }

  String joinDrive(LraCoordinatorProcess.Action action, int speed) throws Exception {
    return joined(
        lineB.gateway().address(),
        action,
        Map.of("device", "drive-0", "command", "SetSpeed", "arguments", Map.of("Speed", speed)));
  }

  /** What line A's participant answers to its coordinator. */
  HttpResponse<String> told(String method, String id, String verb) {
    return coordinator.call(
        method, "%s/lra/participants/%s%s".formatted(lineA.gateway().address(), id, verb));
  }

  JsonNode awaitOutcome(String id, String outcome) {
    return lineA.awaitTransaction(
        id, outcome, shown -> shown.path("outcome").asText().equals(outcome));
  }

  void awaitForgotten(String id) {
    lineA.awaitTransaction(id, "forgotten", shown -> shown.path("forgotten").asBoolean(false));
  }

  /** Waits until the coordinator lists it among those that it could not close. */
  void awaitFailedToClose(LraCoordinatorProcess.Action action) {
    await(action.address() + " failed to close")
        .atMost(PATIENCE)
        .until(() -> coordinator.failed(action));
  }

  static void awaitStatus(LraCoordinatorProcess.Action action, String status) {
    await(action.address() + " " + status)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(action.status()).isEqualTo(status));
  }

  /** A person decides at line A. */
  void resolve(String id, String outcome) {
    Map<String, Object> verdict =
        Map.of("outcome", outcome, "reason", "the line was looked at", "operator", "anna");
    lineA.gateway().rest().post("/api/v1/transactions/" + id + "/resolve", verdict);
  }

  @Override
  public void close() {
    lineA.close();
    lineB.close();
    coordinator.close();
  }
}
