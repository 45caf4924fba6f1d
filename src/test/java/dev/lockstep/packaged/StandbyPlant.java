package dev.lockstep.packaged;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.MachineKeys;
import dev.lockstep.plant.Plant;
import dev.lockstep.plant.Rest;
import dev.lockstep.plant.TlsKeys;
import dev.lockstep.zookeeper.ZooKeeperEnsemble;
import dev.lockstep.zookeeper.ZooKeeperPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Line A with two PCs, each a packaged gateway of its own, and one set of machines. */
final class StandbyPlant implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String TRANSACTIONS = "/api/v1/transactions/";

  private final LinePlan kind;
  private final Path folder;
  private final TlsKeys keys;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Plant plant;
  private final Optional<LineHosts> hosts;
  private final Optional<ZooKeeperEnsemble> ensemble;
  private final String devices;
  private final GatewayProcess one;
  private final GatewayProcess two;

  private StandbyPlant(LinePlan kind) {
    this.kind = kind;
    this.folder = Distribution.folder(kind.name());
    this.keys = new TlsKeys(folder).makeAuthority("line-ca");
    keys.issue("pc-1", "line-ca", "dns:pc-1");
    keys.issue("pc-2", "line-ca", "dns:pc-2");
    boolean whole = false;
    try {
      plant = opened(Plant.start());
      hosts = kind.onHosts() ? Optional.of(opened(LineHosts.make())) : Optional.empty();
      ensemble = kind.byItself() ? Optional.of(opened(servers()).start()) : Optional.empty();
      devices = devices();
      List<Integer> ports = FreePorts.find(4);
      one = opened(new GatewayProcess(plan(1, ports)));
      two = opened(new GatewayProcess(plan(2, ports)));
      whole = true;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  /** On loopback, synchronous, each PC granting the other's lease. */
  static StandbyPlant start(String name) {
    return start(LinePlan.of(name));
  }

  /** The first one active and connected, the second one in sync. */
  static StandbyPlant start(LinePlan kind) {
    StandbyPlant line = new StandbyPlant(kind);
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

  private <T extends AutoCloseable> T opened(T resource) {
    opened.push(resource);
    return resource;
  }

  private ZooKeeperEnsemble servers() {
    return new ZooKeeperEnsemble(
        hosts
            .map(made -> made.servers(folder.resolve("servers")))
            .orElseGet(() -> ZooKeeperPlan.onLoopback(folder.resolve("servers"))));
  }

  /** The list of the devices, with the addresses at which the PCs reach them. */
  private String devices() {
    try {
      String here = PlantLine.devices(plant, kind.memories());
      String there = here;
      for (String each : List.of(plant.press().endpoint(), plant.broker().address())) {
        URI machine = URI.create(each);
        if (hosts.isPresent()) {
          there = there.replace(machine.getAuthority(), hosts.get().machine(machine));
        }
      }
      return there;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GatewayProcess.Place place(int pc) {
    return hosts.map(made -> made.place(pc)).orElse(GatewayProcess.Place.HERE);
  }

  /**
   * One of the PCs: 1 or 2.
   *
   * @param ports HTTP of both, then of the link of both
   */
  private GatewayProcess.Plan plan(int pc, List<Integer> ports) {
    int other = 3 - pc;
    String name = "pc-" + pc;
    Path home = Distribution.home();
    Path list = folder.resolve("devices-%s.yaml".formatted(name));
    MachineKeys trusted = new MachineKeys(folder.resolve("keys-" + name));
    try {
      Files.writeString(list, devices);
      trusted.add("press", plant.press().certificate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> settings = new HashMap<>(trusted.settings());
    settings.put("lockstep.gateway.name", "line-a");
    settings.put("lockstep.catalog.profiles", home.resolve("device-profiles").toString());
    settings.put("lockstep.catalog.devices", list.toString());
    settings.put("lockstep.opcua.session-timeout", "5s");
    settings.put("lockstep.opcua.answer-max", "2s");
    // How long what a cut or killed PC has sent may still arrive, and so its fence must wait.
    settings.put("lockstep.mqtt.expiry-max", "2s");
    settings.put("lockstep.mqtt.fence-margin", "1s");
    settings.put("lockstep.insecure", Boolean.toString(kind.onHosts()));
    settings.put("lockstep.standby.enabled", "true");
    settings.put("lockstep.standby.name", name);
    settings.put("lockstep.standby.peer-name", "pc-" + other);
    settings.put("lockstep.standby.listen", place(pc).host() + ":" + ports.get(1 + pc));
    settings.put(
        "lockstep.standby.peer",
        "https://%s:%d".formatted(place(other).host(), ports.get(1 + other)));
    settings.put("lockstep.standby.certificate", keys.certificate(name).toString());
    settings.put("lockstep.standby.key", keys.key(name).toString());
    settings.put("lockstep.standby.trust", keys.certificate("line-ca").toString());
    settings.put("lockstep.standby.lease-duration", "4s");
    settings.put("lockstep.standby.alone-after", "2s");
    settings.put("lockstep.standby.mode", kind.mode().name());
    settings.put("lockstep.standby.lease", kind.lease().name());
    ensemble.ifPresent(
        servers -> {
          settings.put("lockstep.ensemble.connect", servers.connect());
          settings.put("lockstep.ensemble.session-timeout", "3s");
          settings.put("lockstep.ensemble.answer-max", "1s");
        });
    return new GatewayProcess.Plan(name, home, folder, place(pc), ports.get(pc - 1), settings);
  }

  LinePlan kind() {
    return kind;
  }

  /** Where each PC is on a host of its own. */
  Optional<LineHosts> hosts() {
    return hosts;
  }

  /** Its number, for {@link #hosts}. */
  int number(GatewayProcess pc) {
    return pc == one ? 1 : 2;
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

  /** Ends everything, in the opposite order. */
  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) { // AutoCloseable says no more; none of these has one to throw
        throw new IllegalStateException(e);
      }
    }
  }
}
