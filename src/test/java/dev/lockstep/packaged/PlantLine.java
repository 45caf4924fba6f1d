package dev.lockstep.packaged;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.MachineKeys;
import dev.lockstep.plant.Plant;
import dev.lockstep.plant.Rest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Line A as it runs in a plant: one packaged gateway, a press that it reaches over OPC UA, a
 * conveyor over MQTT, and a press in its own memory that never falls silent.
 */
final class PlantLine implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TRANSACTIONS = "/api/v1/transactions/";

  private static final String IN_MEMORY =
      """
        - name: memory-%d
          profileName: hydraulic-press
          protocols: { simulated: { GuardClosed: "true", PressState: "0" } }
      """;

  private final Plant plant;
  private final GatewayProcess gateway;

  private PlantLine(Plant plant, GatewayProcess gateway) {
    this.plant = plant;
    this.gateway = gateway;
  }

  /** Running, ready, and connected to its machines. */
  static PlantLine start(String name) {
    return start(name, Map.of());
  }

  /** The same, with these settings besides. */
  static PlantLine start(String name, Map<String, String> more) {
    Plant plant = Plant.start();
    PlantLine line = new PlantLine(plant, new GatewayProcess(plan(name, plant, more)));
    boolean whole = false;
    try {
      line.gateway.start().awaitReady();
      line.awaitConnected();
      whole = true;
      return line;
    } finally {
      if (!whole) {
        line.close();
      }
    }
  }

  private static GatewayProcess.Plan plan(String name, Plant plant, Map<String, String> more) {
    Path folder = Distribution.folder(name);
    Path home = Distribution.home();
    Path devices = folder.resolve("devices.yaml");
    MachineKeys keys = new MachineKeys(folder);
    try {
      Files.writeString(devices, devices(plant));
      keys.add("press", plant.press().certificate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> settings = new HashMap<>(keys.settings());
    settings.put("lockstep.catalog.profiles", home.resolve("device-profiles").toString());
    settings.put("lockstep.catalog.devices", devices.toString());
    // How long a killed gateway's last write may still arrive, and so its fence must wait.
    settings.put("lockstep.opcua.session-timeout", "5s");
    settings.putAll(more);
    return new GatewayProcess.Plan("line-a", home, folder, FreePorts.find(1).getFirst(), settings);
  }

  /** The list of its devices, as a file for the gateway. */
  static String devices(Plant plant) throws IOException {
    return devices(plant, 1);
  }

  /**
   * The same.
   *
   * @param memories how many presses in memory
   */
  static String devices(Plant plant, int memories) throws IOException {
    try (InputStream template = Plant.class.getResourceAsStream("/plant/devices-line-a.yaml")) {
      String real = new String(template.readAllBytes(), StandardCharsets.UTF_8);
      return real.replace("${press}", plant.press().endpoint())
              .replace("${broker}", plant.broker().address())
          + IntStream.rangeClosed(1, memories)
              .mapToObj(IN_MEMORY::formatted)
              .collect(Collectors.joining());
    }
  }

  Plant plant() {
    return plant;
  }

  GatewayProcess gateway() {
    return gateway;
  }

  /** SIGKILL, and up again on the same journal. */
  void killAndRestart() {
    gateway.kill();
    gateway.start().awaitReady();
  }

  /** Waits until the gateway has a connection to both machines. */
  void awaitConnected() {
    for (String device : List.of("press", "conveyor")) {
      await("connection to " + device)
          .atMost(PATIENCE)
          .until(() -> rest().get("/api/v1/devices/" + device).body().toString(), this::connected);
    }
  }

  private boolean connected(String shown) {
    return shown.contains("\"CONNECTED\"");
  }

  Rest.Reply prepare(String id, List<Map<String, Object>> commands) {
    return rest().post(TRANSACTIONS + id + "/prepare", Map.of("commands", commands));
  }

  /**
   * Tells a decision.
   *
   * @param verb commit or rollback
   */
  Rest.Reply decide(String id, String verb) {
    return rest().post(TRANSACTIONS + id + "/" + verb, "");
  }

  Rest.Reply transaction(String id) {
    return rest().get(TRANSACTIONS + id);
  }

  /** Waits until the gateway says this of the transaction. */
  JsonNode awaitTransaction(String id, String what, Predicate<JsonNode> wanted) {
    return await(id + " " + what)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> transaction(id).body(), wanted);
  }

  Rest rest() {
    return gateway.rest();
  }

  static Map<String, Object> loadRecipe(String press, int recipe, double force) {
    return command(press, "LoadRecipe", Map.of("StagedRecipe", recipe, "StagedForce", force));
  }

  static Map<String, Object> setForce(String press, double force) {
    return command(press, "SetForce", Map.of("PressingForce", force));
  }

  static Map<String, Object> setSpeed(double speed) {
    return command("conveyor", "SetSpeed", Map.of("Speed", speed));
  }

  private static Map<String, Object> command(
      String device, String command, Map<String, Object> arguments) {
    return Map.of("device", device, "command", command, "arguments", arguments);
  }

  @Override
  public void close() {
    gateway.close();
    plant.close();
  }
}
