package dev.lockstep.fleet;

import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.zookeeper.ZooKeeperEnsemble;
import dev.lockstep.zookeeper.ZooKeeperProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Kills coordinators and servers of the ensemble with SIGKILL, one at a time, and starts each again
 * on what it kept before the next one dies.
 */
final class FleetKills {
  private static final int PAUSE_MILLIS_MIN = 2_000;
  private static final int PAUSE_MILLIS_MAX = 6_000;
  private static final int DEAD_MILLIS_MAX = 4_000;

  private final FleetPlant plant;
  private final SplittableRandom random;
  private int coordinators;
  private int servers;

  FleetKills(FleetPlant plant, SplittableRandom random) {
    this.plant = plant;
    this.random = random;
  }

  /** Goes on for so long, and until one of each kind was killed; then all of them are ready. */
  FleetKills go(Duration time) throws InterruptedException {
    Optional<ZooKeeperEnsemble> ensemble = plant.ensemble();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < time.toNanos() || servers + coordinators < 2) {
      Thread.sleep(random.nextInt(PAUSE_MILLIS_MIN, PAUSE_MILLIS_MAX));
      if (ensemble.isPresent() && servers < coordinators) {
        killServer(ensemble.get());
      } else {
        killCoordinator();
      }
    }
    return this;
  }

  private void killCoordinator() throws InterruptedException {
    GatewayProcess victim = plant.coordinators().get(random.nextInt(plant.coordinators().size()));
    victim.kill();
    coordinators++;
    Thread.sleep(random.nextInt(DEAD_MILLIS_MAX));
    victim.start().awaitReady();
  }

  private void killServer(ZooKeeperEnsemble ensemble) throws InterruptedException {
    ZooKeeperProcess victim = ensemble.servers().get(random.nextInt(ensemble.servers().size()));
    victim.kill();
    servers++;
    Thread.sleep(random.nextInt(DEAD_MILLIS_MAX));
    victim.start();
    ensemble.awaitServing();
  }

  @Override
  public String toString() {
    return "%d kills of coordinators and %d of servers".formatted(coordinators, servers);
  }
}
