package dev.lockstep.plant;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * Everything that the demo plays with: the plant, a gateway for each line, a coordinator, and the
 * wires from it to them.
 */
final class Site implements AutoCloseable {
  private final Plant plant;
  private final PlantCoordinator coordinator;
  private final ProductionLines lines;

  /** Of this run: a coordinator's log may outlive it, and knows the same id from the run before. */
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

  private Site(Plant plant, PlantCoordinator coordinator, Path distribution, Path directory)
      throws IOException {
    this.plant = plant;
    this.coordinator = coordinator;
    List<Integer> ports = FreePorts.find(2);
    Settings settings = new Settings(plant, coordinator, distribution, directory);
    lines = new ProductionLines(settings.ofLineA(ports.get(0)), settings.ofLineB(ports.get(1)));
    Runtime.getRuntime().addShutdownHook(new Thread(this::endProcesses, "end of the demo"));
  }

  /** All processes ready, all devices connected. */
  static Site start(Plant plant, PlantCoordinator coordinator, Path distribution, Path directory)
      throws IOException {
    Site site = new Site(plant, coordinator, distribution, directory);
    // What was started is ended by the shutdown hook where this goes wrong.
    site.gateways().forEach(GatewayProcess::start);
    coordinator.start();
    site.gateways().forEach(GatewayProcess::awaitReady);
    site.awaitConnected(site.lineA(), "press", "conveyor");
    site.awaitConnected(site.lineB(), "oven");
    return site;
  }

  Plant plant() {
    return plant;
  }

  PlantCoordinator coordinator() {
    return coordinator;
  }

  ProductionLines lines() {
    return lines;
  }

  ProductionLine lineA() {
    return lines.lineA();
  }

  ProductionLine lineB() {
    return lines.lineB();
  }

  /** The id of a scene's transaction in this run, such as {@code demo-a-mf3k2x1c}. */
  String id(String scene) {
    return scene + "-" + run;
  }

  /** Begins a transaction over both lines and does not wait for its end. */
  void begin(String name, Changeover changeover) {
    coordinator.begin(name, changeover, lines);
  }

  /**
   * Once, when both gateways have voted next and no coordinator has heard the later vote. That one
   * is passed on when the action returns.
   */
  void onBothVotes(Runnable action) {
    AtomicInteger missing = new AtomicInteger(2);
    Runnable voted =
        () -> {
          if (missing.decrementAndGet() == 0) {
            action.run();
          }
        };
    lineA().wire().onVote(voted);
    lineB().wire().onVote(voted);
  }

  /** Waits until the transaction stands so. */
  PlantCoordination awaitCoordination(
      String name, String what, Predicate<PlantCoordination> wanted) {
    return DemoPatience.until(what, () -> coordinator.shown(name), wanted);
  }

  /** Waits until the gateway shows its part as PREPARED. */
  void awaitPrepared(ProductionLine line, String name) {
    DemoPatience.until(
        line.gateway().name() + " to show PREPARED",
        () -> transaction(line, name),
        shown -> shown.path("state").asText().equals("PREPARED"));
  }

  /** Waits until the gateway shows its part as a commit that stands so. */
  void awaitStanding(ProductionLine line, String name, String standing) {
    DemoPatience.until(
        line.gateway().name() + " to show " + standing,
        () -> transaction(line, name),
        shown -> shown.path("standing").asText().equals(standing));
  }

  /** Waits until the gateway says why it has no decision yet; in its own words. */
  String awaitSilence(ProductionLine line, String name) {
    return DemoPatience.until(
        line.gateway().name() + " to say why it has no decision",
        () -> transaction(line, name).path("silence").asText(""),
        said -> !said.isEmpty());
  }

  /** Waits until the gateway says of its command to that device that it does not know. */
  void awaitUnknown(ProductionLine line, String name, String device) {
    DemoPatience.until(
        line.gateway().name() + " to show UNKNOWN for the " + device,
        () -> transaction(line, name),
        shown ->
            StreamSupport.stream(shown.path("commands").spliterator(), false)
                .filter(each -> each.path("device").asText().equals(device))
                .anyMatch(each -> each.path("progress").asText().equals("UNKNOWN")));
  }

  /** Waits until the plant shows this, as its machines see themselves. */
  void awaitPlant(String what, Predicate<Plant.Shown> wanted) {
    DemoPatience.until(what, plant::shown, wanted);
  }

  /** Waits until the gateway has a connection to each. */
  void awaitConnected(ProductionLine line, String... devices) {
    for (String device : devices) {
      DemoPatience.until(
          line.gateway().name() + " to be connected to " + device,
          () -> line.gateway().rest().get("/api/v1/devices/" + device).body().toString(),
          shown -> shown.contains("\"CONNECTED\""));
    }
  }

  /** With what security the gateway is connected to a device, in its own words. */
  static String connection(ProductionLine line, String device) {
    JsonNode shown = line.gateway().rest().get("/api/v1/devices/" + device).body();
    return shown.at("/connection/detail").asText();
  }

  private JsonNode transaction(ProductionLine line, String name) {
    String part = coordinator.part(name, line);
    return line.gateway().rest().get("/api/v1/transactions/" + part).body();
  }

  private List<GatewayProcess> gateways() {
    return List.of(lineA().gateway(), lineB().gateway());
  }

  private void endProcesses() {
    gateways().forEach(GatewayProcess::close);
    coordinator.close();
  }

  @Override
  public void close() {
    endProcesses();
    lineA().wire().close();
    lineB().wire().close();
  }

  /** The gateways' configuration. */
  private record Settings(
      Plant plant, PlantCoordinator coordinator, Path distribution, Path directory) {

    ProductionLine ofLineA(int port) throws IOException {
      return line("line-a", port, keys("line-a").add("press", plant.press().certificate()));
    }

    ProductionLine ofLineB(int port) throws IOException {
      return line("line-b", port, keys("line-b").add("oven", plant.oven().certificate()));
    }

    private MachineKeys keys(String name) {
      return new MachineKeys(directory.resolve(name));
    }

    private ProductionLine line(String name, int port, MachineKeys keys) throws IOException {
      Path devices = directory.resolve("devices-" + name + ".yaml");
      Files.writeString(devices, devices(name));
      Wire wire = new Wire(port);
      Map<String, String> settings = new HashMap<>(keys.settings());
      settings.put("lockstep.catalog.profiles", distribution.resolve("device-profiles").toString());
      settings.put("lockstep.catalog.devices", devices.toString());
      // A demonstration runs beside whatever else a PC has to do.
      settings.put("lockstep.transactions.instant-tolerance", "2s");
      settings.putAll(coordinator.settings(wire));
      var plan = new GatewayProcess.Plan(name, distribution, directory, port, settings);
      return new ProductionLine(new GatewayProcess(plan), wire);
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
