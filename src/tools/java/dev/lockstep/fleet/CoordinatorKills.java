package dev.lockstep.fleet;

import dev.lockstep.plant.GatewayProcess;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Kills coordinators with SIGKILL, one at a time, and starts each again on its log. */
final class CoordinatorKills {
  private static final int PAUSE_MILLIS_MIN = 2_000;
  private static final int PAUSE_MILLIS_MAX = 6_000;
  private static final int DEAD_MILLIS_MAX = 1_000;

  private final List<GatewayProcess> coordinators;
  private final SplittableRandom random;

  CoordinatorKills(List<GatewayProcess> coordinators, SplittableRandom random) {
    this.coordinators = List.copyOf(coordinators);
    this.random = random;
  }

  /**
   * Goes on for so long; when it returns, all of them are ready.
   *
   * @return how many it killed
   */
  int go(Duration time) throws InterruptedException {
    long begun = System.nanoTime();
    int kills = 0;
    while (System.nanoTime() - begun < time.toNanos()) {
      Thread.sleep(random.nextInt(PAUSE_MILLIS_MIN, PAUSE_MILLIS_MAX));
      GatewayProcess victim = coordinators.get(random.nextInt(coordinators.size()));
      victim.kill();
      kills++;
      Thread.sleep(random.nextInt(DEAD_MILLIS_MAX));
      victim.start().awaitReady();
    }
    return kills;
  }
}
