package dev.lockstep.participant;

import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import java.util.ArrayList;
import java.util.List;

/** The endless simulation: one schedule of faults for each seed. */
public final class SeedsPart implements ChaosPart {
  private static final int TOLD_EVERY = 1_000;

  @Override
  public String name() {
    return "seeds";
  }

  @Override
  public ChaosTally play(Occasion occasion) {
    List<String> violations = new ArrayList<>();
    long begun = System.nanoTime();
    int seeds = 0;
    int crashes = 0;
    while (System.nanoTime() - begun < occasion.time().toNanos()) {
      Simulation simulation = new Simulation(occasion.seed() + seeds);
      try {
        simulation.play();
      } catch (AssertionError | RuntimeException violation) {
        violations.add(
            "-Dtest=SimulationTest -Dsimulation.seed=%d: %s"
                .formatted(occasion.seed() + seeds, violation));
      }
      seeds++;
      crashes += simulation.crashes();
      if (seeds % TOLD_EVERY == 0) {
        occasion.say().accept("%d days, %d power cuts".formatted(seeds, crashes));
      }
    }
    return ChaosTally.seeds(seeds, violations);
  }
}
