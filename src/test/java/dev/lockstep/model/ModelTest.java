package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Walks through every schedule of small plots. {@code make chaos} walks through larger ones: {@link
 * SchedulesPart}.
 */
class ModelTest {
  private static final Explorer.Limit LIMIT = new Explorer.Limit(4_000_000, Duration.ofMinutes(5));

  @Test
  void noScheduleBreaksAPromiseOrEndsNowhere() {
    int states = 0;
    long transitions = 0;
    int depth = 0;
    for (Plot plot : Plots.SMALL) {
      Explorer.Result result = new Explorer(plot, Sabotage.NONE).explore(LIMIT);
      System.out.println("model: " + plot.name() + ": " + result);
      result.violation().ifPresent(violation -> fail(plot.name() + ": " + violation));
      assertThat(result.cut()).as("worlds of %s left unexplored", plot.name()).isZero();
      states += result.states();
      transitions += result.transitions();
      depth = Math.max(depth, result.depth());
    }
    System.out.printf(
        "model: %,d states, %,d transitions, depth %d, 0 violations%n", states, transitions, depth);
  }
}
