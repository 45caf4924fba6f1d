package dev.lockstep.plant;

import dev.lockstep.zookeeper.ZooKeeperEnsemble;
import dev.lockstep.zookeeper.ZooKeeperPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two replicas of our own coordinator whose decisions stand on an ensemble of three ZooKeeper
 * servers. What is begun at the first is asked for at the second where that lives.
 */
final class CoordinatorReplicas implements PlantCoordinator {
  private static final String COORDINATIONS = "/api/v1/coordinations";

  private final ZooKeeperEnsemble ensemble;
  private final GatewayProcess first;
  private final GatewayProcess second;
  private volatile Optional<String> refusal = Optional.empty();

  /**
   * Not running until {@link #start}.
   *
   * @param distribution the unpacked package
   * @param directory under which everything is kept
   */
  CoordinatorReplicas(Path distribution, Path directory) throws IOException {
    ensemble = new ZooKeeperEnsemble(ZooKeeperPlan.onLoopback(directory.resolve("ensemble")));
    List<Integer> ports = FreePorts.find(2);
    Map<String, String> settings =
        Map.of(
            "lockstep.coordinator.log",
            "zookeeper",
            "lockstep.ensemble.connect",
            ensemble.connect());
    first =
        LockstepCoordinator.process(
            new GatewayProcess.Plan(
                "coordinator-1", distribution, directory, ports.get(0), settings));
    second =
        LockstepCoordinator.process(
            new GatewayProcess.Plan(
                "coordinator-2", distribution, directory, ports.get(1), settings));
  }

  /**
   * Those of the site.
   *
   * @throws IllegalStateException where another coordinator plays
   */
  static CoordinatorReplicas of(Site site) {
    if (site.coordinator() instanceof CoordinatorReplicas replicas) {
      return replicas;
    }
    throw new IllegalStateException("this scene is played on an ensemble alone");
  }

  @Override
  public String title() {
    return "two coordinators on an ensemble of three ZooKeeper servers";
  }

  @Override
  public Map<String, String> settings(Wire wire) {
    return Map.of(
        "lockstep.coordinators.allowed",
        first.address() + "," + second.address(),
        "lockstep.ensemble.connect",
        ensemble.connect(),
        // Impatient, so that nobody has to watch a gateway wait.
        "lockstep.transactions.doubt-after",
        "1s",
        "lockstep.transactions.pause-max",
        "1s");
  }

  ZooKeeperEnsemble ensemble() {
    return ensemble;
  }

  @Override
  public void start() {
    ensemble.start();
    for (GatewayProcess each : List.of(first, second)) {
      if (!each.running()) {
        each.start();
      }
    }
    first.awaitReady();
    second.awaitReady();
  }

  /** Whether one of them runs. */
  boolean alive() {
    return first.running() || second.running();
  }

  /** SIGKILL of both. */
  void kill() {
    first.kill();
    second.kill();
  }

  @Override
  public void begin(String name, Changeover changeover, ProductionLines lines) {
    refusal = Optional.empty();
    Map<String, Object> body = changeover.request(name, lines);
    var unused = Thread.startVirtualThread(() -> coordinate(body));
  }

  private void coordinate(Map<String, Object> body) {
    try {
      Rest.Reply reply = first.rest().post(COORDINATIONS, body);
      if (reply.status() >= 400) {
        refusal = Optional.of(reply.status() + " " + reply.body());
      }
    } catch (UncheckedIOException coordinatorDied) {
      // In one scene it does. What was decided is asked for, not taken from this answer.
    }
  }

  /** What the first says to a coordination that it cannot begin now. */
  Rest.Reply refused(String name, Changeover changeover, ProductionLines lines) {
    return first.rest().post(COORDINATIONS, changeover.request(name, lines));
  }

  @Override
  public void beginAndDieDecided(String name, Changeover changeover, ProductionLines lines) {
    begin(name, changeover, lines);
    DemoPatience.until(
        "the decision COMMIT", () -> shown(name), PlantCoordination::decidedToCommit);
    kill();
  }

  @Override
  public PlantCoordination shown(String name) {
    refusal.ifPresent(
        said -> {
          throw new DemoScene.SceneFailed("the coordinator refused: " + said);
        });
    List<GatewayProcess> alive = new ArrayList<>(List.of(second, first));
    alive.removeIf(each -> !each.running());
    if (alive.isEmpty()) {
      throw new UncheckedIOException(new IOException("both coordinators are dead"));
    }
    return PlantCoordination.of(alive.getFirst().rest().get(COORDINATIONS + "/" + name).body());
  }

  @Override
  public String part(String name, ProductionLine line) {
    return name;
  }

  @Override
  public List<Map.Entry<String, String>> directions(ProductionLines lines) {
    return List.of(
        Map.entry(first.name(), Demo.page(first)),
        Map.entry(second.name(), Demo.page(second)),
        Map.entry("ensemble", ensemble.connect()));
  }

  @Override
  public void close() {
    first.close();
    second.close();
    ensemble.close();
  }
}
