package dev.lockstep.packaged;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.MachineKeys;
import dev.lockstep.plant.Plant;
import dev.lockstep.plant.Rest;
import dev.lockstep.plant.TlsKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Line A with two PCs, each a packaged gateway of its own, and one set of machines. */
final class StandbyPlant implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String TRANSACTIONS = "/api/v1/transactions/";

  private final Plant plant;
  private final GatewayProcess one;
  private final GatewayProcess two;

  private StandbyPlant(Plant plant, GatewayProcess one, GatewayProcess two) {
    this.plant = plant;
    this.one = one;
    this.two = two;
  }

  /** The first one active and connected, the second one in sync. */
  static StandbyPlant start(String name) {
    Plant plant = Plant.start();
    List<Integer> ports = FreePorts.find(4);
    Path folder = Distribution.folder(name);
    TlsKeys keys = new TlsKeys(folder).makeAuthority("line-ca");
    keys.issue("pc-1", "line-ca", "dns:pc-1");
    keys.issue("pc-2", "line-ca", "dns:pc-2");
    StandbyPlant line =
        new StandbyPlant(
            plant,
            new GatewayProcess(plan(folder, plant, keys, List.of("pc-1", "pc-2"), ports)),
            new GatewayProcess(
                plan(
                    folder,
                    plant,
                    keys,
                    List.of("pc-2", "pc-1"),
                    List.of(ports.get(1), ports.get(0), ports.get(3), ports.get(2)))));
    boolean whole = false;
    try {
      line.one.start();
      line.awaitStanding(line.one, shown -> shown.path("role").asText().equals("WAITING"));
      line.say(line.one, "alone");
      line.one.awaitReady();
      line.awaitConnected(line.one);
      line.two.start();
      line.awaitInSync(line.one, line.two);
      whole = true;
      return line;
    } finally {
      if (!whole) {
        line.close();
      }
    }
  }

  /**
   * @param names this PC's, and the other's
   * @param ports HTTP of both, then of the link of both; this PC's first
   */
  private static GatewayProcess.Plan plan(
      Path folder, Plant plant, TlsKeys tls, List<String> names, List<Integer> ports) {
    String name = names.getFirst();
    Path home = Distribution.home();
    Path devices = folder.resolve("devices.yaml");
    MachineKeys keys = new MachineKeys(folder.resolve("keys-" + name));
    try {
      Files.writeString(devices, PlantLine.devices(plant));
      keys.add("press", plant.press().certificate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> settings = new HashMap<>(keys.settings());
    settings.put("lockstep.gateway.name", "line-a");
    settings.put("lockstep.catalog.profiles", home.resolve("device-profiles").toString());
    settings.put("lockstep.catalog.devices", devices.toString());
    settings.put("lockstep.opcua.session-timeout", "5s");
    settings.put("lockstep.opcua.answer-max", "2s");
    settings.put("lockstep.standby.enabled", "true");
    settings.put("lockstep.standby.name", name);
    settings.put("lockstep.standby.peer-name", names.get(1));
    settings.put("lockstep.standby.listen", "127.0.0.1:" + ports.get(2));
    settings.put("lockstep.standby.peer", "https://127.0.0.1:" + ports.get(3));
    settings.put("lockstep.standby.certificate", tls.certificate(name).toString());
    settings.put("lockstep.standby.key", tls.key(name).toString());
    settings.put("lockstep.standby.trust", tls.certificate("line-ca").toString());
    settings.put("lockstep.standby.lease-duration", "4s");
    return new GatewayProcess.Plan(name, home, folder, ports.getFirst(), settings);
  }

  Plant plant() {
    return plant;
  }

  GatewayProcess one() {
    return one;
  }

  GatewayProcess two() {
    return two;
  }

  JsonNode standing(GatewayProcess pc) {
    return pc.rest().get("/api/v1/standby").body();
  }

  void awaitStanding(GatewayProcess pc, Predicate<JsonNode> wanted) {
    await(pc.name())
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> standing(pc), wanted);
  }

  void awaitInSync(GatewayProcess active, GatewayProcess standby) {
    awaitStanding(active, shown -> shown.path("inSync").asBoolean());
    awaitStanding(standby, shown -> shown.path("inSync").asBoolean());
  }

  Rest.Reply say(GatewayProcess pc, String word) {
    return pc.rest()
        .post("/api/v1/standby/" + word, Map.of("reason", "the test", "operator", "maria"));
  }

  void awaitConnected(GatewayProcess pc) {
    for (String device : List.of("press", "conveyor")) {
      await("connection to " + device)
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(
              () -> pc.rest().get("/api/v1/devices/" + device).body().toString(),
              shown -> shown.contains("\"CONNECTED\""));
    }
  }

  static Rest.Reply prepare(GatewayProcess pc, String id, List<Map<String, Object>> commands) {
    return pc.rest().post(TRANSACTIONS + id + "/prepare", Map.of("commands", commands));
  }

  static Rest.Reply commit(GatewayProcess pc, String id) {
    return pc.rest().post(TRANSACTIONS + id + "/commit", "");
  }

  static JsonNode awaitTransaction(GatewayProcess pc, String id, Predicate<JsonNode> wanted) {
    return await(id)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> pc.rest().get(TRANSACTIONS + id).body(), wanted);
  }

  @Override
  public void close() {
    one.close();
    two.close();
    plant.close();
  }
}
