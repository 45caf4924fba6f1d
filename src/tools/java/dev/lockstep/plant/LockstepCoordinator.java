package dev.lockstep.plant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Our own coordinator role: the packaged application without machines. */
final class LockstepCoordinator implements PlantCoordinator {
  private static final String COORDINATIONS = "/api/v1/coordinations";
  private static final String PLAY = "/api/v1/plans/run";

  private final GatewayProcess process;
  private final Path plans;
  private volatile Optional<String> refusal = Optional.empty();

  /**
   * Not running until {@link #start}.
   *
   * @param distribution the unpacked package
   * @param directory under which everything is kept
   * @param port HTTP, on loopback
   */
  LockstepCoordinator(Path distribution, Path directory, int port) throws IOException {
    plans = Files.createDirectories(directory.resolve("plans"));
    process =
        process(
            new GatewayProcess.Plan(
                "coordinator",
                distribution,
                directory,
                port,
                Map.of("lockstep.catalog.plans", plans.toString())));
  }

  /** A coordinator without machines, with these settings besides its own. Not running. */
  static GatewayProcess process(GatewayProcess.Plan plan) throws IOException {
    Path none = Files.createDirectories(plan.directory().resolve("no-devices"));
    Map<String, String> settings = new HashMap<>(plan.settings());
    settings.put(
        "lockstep.catalog.profiles", plan.distribution().resolve("device-profiles").toString());
    settings.put("lockstep.catalog.devices", none.toString());
    settings.put("lockstep.coordinators.allowed", "http://127.0.0.1:" + plan.port());
    settings.put("lockstep.coordinator.enabled", "true");
    return new GatewayProcess(
        new GatewayProcess.Plan(
            plan.name(), plan.distribution(), plan.directory(), plan.port(), settings));
  }

  @Override
  public String title() {
    return "a coordinator";
  }

  @Override
  public Map<String, String> settings(Wire wire) {
    return Map.of("lockstep.coordinators.allowed", process.address());
  }

  @Override
  public void start() {
    process.start().awaitReady();
  }

  @Override
  public void begin(String name, Changeover changeover, ProductionLines lines) {
    refusal = Optional.empty();
    ChangeoverPlan.write(plans, lines);
    Map<String, Object> body = ChangeoverPlan.call(name, changeover);
    var unused = Thread.startVirtualThread(() -> play(body));
  }

  private void play(Map<String, Object> body) {
    try {
      Rest.Reply reply = process.rest().post(PLAY, body);
      if (reply.status() >= 400) {
        refusal = Optional.of(reply.status() + " " + reply.body());
      }
    } catch (UncheckedIOException coordinatorDied) {
      // In one scene it does. What it has decided is asked for, not taken from this answer.
    }
  }

  @Override
  public void beginAndDieDecided(String name, Changeover changeover, ProductionLines lines) {
    begin(name, changeover, lines);
    DemoPatience.until(
        "the decision COMMIT", () -> shown(name), PlantCoordination::decidedToCommit);
    process.kill();
  }

  @Override
  public PlantCoordination shown(String name) {
    refusal.ifPresent(
        said -> {
          throw new DemoScene.SceneFailed("the coordinator refused: " + said);
        });
    return PlantCoordination.of(process.rest().get(COORDINATIONS + "/" + name).body());
  }

  @Override
  public String part(String name, ProductionLine line) {
    return name;
  }

  @Override
  public List<Map.Entry<String, String>> directions(ProductionLines lines) {
    return List.of(
        Map.entry(process.name(), Demo.page(process)),
        Map.entry("plans", plans.toString()),
        Map.entry(
            "once more", ChangeoverPlan.line(process.plan().distribution(), process.address())));
  }

  @Override
  public void close() {
    process.close();
  }
}
