package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Walks through every schedule of replicas and gateways that decide on an ensemble. {@code make
 * chaos} walks through larger ones: {@link SchedulesPart}.
 */
class EnsembleModelTest {
  private static final Explorer.Limit LIMIT = new Explorer.Limit(4_000_000, Duration.ofMinutes(5));

  @Test
  void oneVerdictIsObeyedByAllAndAnEndCanAlwaysBeReached() {
    int states = 0;
    for (EnsemblePlot plot : EnsemblePlots.SMALL) {
      Explorer.Result result =
          new Explorer(new EnsembleSystem(plot, EnsembleSabotage.NONE)).explore(LIMIT);
      System.out.println("model of the ensemble: " + plot.name() + ": " + result);
      result.violation().ifPresent(violation -> fail(plot.name() + ": " + violation));
      assertThat(result.cut()).as("worlds of %s left unexplored", plot.name()).isZero();
      states += result.states();
    }
    System.out.printf("model of the ensemble: %,d states, 0 violations%n", states);
  }
}
