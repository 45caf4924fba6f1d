package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Plays many bad days. {@code -Dsimulation.seeds=N} plays N of them, {@code -Dsimulation.seed=S}
 * that one, with its whole story.
 */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("simulation.seeds", 200);
  private static final int STORY_MAX = 400;

  @Test
  void noScheduleBreaksAPromise() {
    Long only = Long.getLong("simulation.seed");
    int crashes = 0;
    for (long seed = only == null ? 1 : only; seed <= (only == null ? SEEDS : only); seed++) {
      crashes += play(seed);
    }
    System.out.printf(
        "simulation: %d seeds, %d power cuts, 0 violations%n", only == null ? SEEDS : 1, crashes);
    // A simulation without power cuts would prove nothing.
    assertThat(crashes).isPositive();
  }

  private static int play(long seed) {
    Simulation simulation = new Simulation(seed);
    try {
      simulation.play();
    } catch (AssertionError | RuntimeException violation) {
      List<String> story = simulation.story;
      List<String> end = story.subList(Math.max(0, story.size() - STORY_MAX), story.size());
      fail("seed %d: %s%n%s".formatted(seed, violation, String.join("\n", end)), violation);
    }
    return simulation.crashes();
  }
}
