package dev.lockstep.plant;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Everything that the demo plays with: the plant, a gateway for each line, a coordinator, and the
 * wires from it to them.
 */
final class Site implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Plant plant;
  private final GatewayProcess lineA;
  private final GatewayProcess lineB;
  private final GatewayProcess coordinator;
  private final Wire wireA;
  private final Wire wireB;
  private volatile Optional<String> refusal = Optional.empty();

  private Site(Plant plant, Path distribution, Path directory) throws IOException {
    this.plant = plant;
    List<Integer> ports = FreePorts.find(3);
    String decides = "http://127.0.0.1:" + ports.get(2);
    Settings settings = new Settings(plant, distribution, directory, decides);
    lineA =
        new GatewayProcess(
            new GatewayProcess.Plan(
                "line-a", distribution, directory, ports.get(0), settings.ofLineA()));
    lineB =
        new GatewayProcess(
            new GatewayProcess.Plan(
                "line-b", distribution, directory, ports.get(1), settings.ofLineB()));
    coordinator =
        new GatewayProcess(
            new GatewayProcess.Plan(
                "coordinator", distribution, directory, ports.get(2), settings.ofCoordinator()));
    wireA = new Wire(ports.get(0));
    wireB = new Wire(ports.get(1));
    Runtime.getRuntime().addShutdownHook(new Thread(this::endProcesses, "end of the demo"));
  }

  /** All processes ready, all devices connected. */
  static Site start(Plant plant, Path distribution, Path directory) throws IOException {
    Site site = new Site(plant, distribution, directory);
    // What was started is ended by the shutdown hook where this goes wrong.
    site.processes().forEach(GatewayProcess::start);
    site.processes().forEach(GatewayProcess::awaitReady);
    site.awaitConnected(site.lineA, "press", "conveyor");
    site.awaitConnected(site.lineB, "oven");
    return site;
  }

  Plant plant() {
    return plant;
  }

  GatewayProcess lineA() {
    return lineA;
  }

  GatewayProcess lineB() {
    return lineB;
  }

  GatewayProcess coordinator() {
    return coordinator;
  }

  Wire wireA() {
    return wireA;
  }

  Wire wireB() {
    return wireB;
  }

  /** Begins a coordination and does not wait for its end. */
  void begin(String id, Changeover changeover) {
    Map<String, Object> body = changeover.request(id, wireA.address(), wireB.address());
    var unused = Thread.startVirtualThread(() -> coordinate(body));
  }

  private void coordinate(Map<String, Object> body) {
    try {
      Rest.Reply reply = coordinator.rest().post("/api/v1/coordinations", body);
      if (reply.status() >= 400) {
        refusal = Optional.of(reply.status() + " " + reply.body());
      }
    } catch (UncheckedIOException coordinatorDied) {
      // In one scene it does. What it has decided is asked for, not taken from this answer.
    }
  }

  /** Waits until the coordinator says so of it. */
  Coordination awaitCoordination(String id, String what, Predicate<Coordination> wanted) {
    return until(what, () -> coordination(id), wanted);
  }

  private Coordination coordination(String id) {
    refusal.ifPresent(
        said -> {
          throw new Scene.SceneFailed("the coordinator refused: " + said);
        });
    return Coordination.of(coordinator.rest().get("/api/v1/coordinations/" + id).body());
  }

  /** Waits until the gateway shows its part as PREPARED. */
  void awaitPrepared(GatewayProcess gateway, String id) {
    until(
        gateway.name() + " to show PREPARED",
        () -> transaction(gateway, id),
        shown -> shown.path("state").asText().equals("PREPARED"));
  }

  /** Waits until the gateway says of its command to that device that it does not know. */
  void awaitUnknown(GatewayProcess gateway, String id, String device) {
    until(
        gateway.name() + " to show UNKNOWN for the " + device,
        () -> transaction(gateway, id),
        shown ->
            StreamSupport.stream(shown.path("commands").spliterator(), false)
                .filter(each -> each.path("device").asText().equals(device))
                .anyMatch(each -> each.path("progress").asText().equals("UNKNOWN")));
  }

  /** Waits until the plant shows this, as its machines see themselves. */
  void awaitPlant(String what, Predicate<Plant.Shown> wanted) {
    until(what, plant::shown, wanted);
  }

  /** Waits until the gateway has a connection to each. */
  void awaitConnected(GatewayProcess gateway, String... devices) {
    for (String device : devices) {
      until(
          gateway.name() + " to be connected to " + device,
          () -> gateway.rest().get("/api/v1/devices/" + device).body().toString(),
          shown -> shown.contains("\"CONNECTED\""));
    }
  }

  /** With what security the gateway is connected to a device, in its own words. */
  static String connection(GatewayProcess gateway, String device) {
    JsonNode shown = gateway.rest().get("/api/v1/devices/" + device).body();
    return shown.at("/connection/detail").asText();
  }

  private static JsonNode transaction(GatewayProcess gateway, String id) {
    return gateway.rest().get("/api/v1/transactions/" + id).body();
  }

  private static <T> T until(String what, Supplier<T> look, Predicate<T> wanted) {
    var last = new AtomicReference<Object>("nothing");
    try {
      return await(what)
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(BETWEEN_LOOKS)
          .ignoreExceptionsMatching(
              e -> {
                last.set(e);
                return e instanceof UncheckedIOException;
              })
          .until(
              () -> {
                T seen = look.get();
                last.set(seen);
                return seen;
              },
              wanted);
    } catch (ConditionTimeoutException e) {
      throw new Scene.SceneFailed(
          "waited %d s in vain for %s; last seen: %s"
              .formatted(PATIENCE.toSeconds(), what, last.get()));
    }
  }

  private List<GatewayProcess> processes() {
    return List.of(lineA, lineB, coordinator);
  }

  private void endProcesses() {
    processes().forEach(GatewayProcess::close);
  }

  @Override
  public void close() {
    endProcesses();
    wireA.close();
    wireB.close();
  }

  /** The processes' configuration. */
  private record Settings(Plant plant, Path distribution, Path directory, String coordinator) {

    Map<String, String> ofLineA() throws IOException {
      return ofGateway("line-a", keys("line-a").add("press", plant.press().certificate()));
    }

    Map<String, String> ofLineB() throws IOException {
      return ofGateway("line-b", keys("line-b").add("oven", plant.oven().certificate()));
    }

    private MachineKeys keys(String name) {
      return new MachineKeys(directory.resolve(name));
    }

    private Map<String, String> ofGateway(String name, MachineKeys keys) throws IOException {
      Path devices = directory.resolve("devices-" + name + ".yaml");
      Files.writeString(devices, devices(name));
      Map<String, String> settings = new HashMap<>(keys.settings());
      settings.put("lockstep.catalog.profiles", distribution.resolve("device-profiles").toString());
      settings.put("lockstep.catalog.devices", devices.toString());
      settings.put("lockstep.coordinators.allowed", coordinator);
      return settings;
    }

    Map<String, String> ofCoordinator() throws IOException {
      Path none = Files.createDirectories(directory.resolve("no-devices"));
      return Map.of(
          "lockstep.catalog.profiles",
          distribution.resolve("device-profiles").toString(),
          "lockstep.catalog.devices",
          none.toString(),
          "lockstep.coordinators.allowed",
          coordinator,
          "lockstep.coordinator.enabled",
          "true");
    }

    private String devices(String name) throws IOException {
      try (InputStream template =
          Site.class.getResourceAsStream("/plant/devices-" + name + ".yaml")) {
        return new String(template.readAllBytes(), StandardCharsets.UTF_8)
            .replace("${press}", plant.press().endpoint())
            .replace("${oven}", plant.oven().endpoint())
            .replace("${broker}", plant.broker().address());
      }
    }
  }
}
