package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Walks through every schedule of two PCs with one line. */
class LineModelTest {
  private static final Explorer.Limit LIMIT = new Explorer.Limit(4_000_000, Duration.ofMinutes(5));

  @Test
  void noScheduleBreaksAPromiseOrEndsNowhere() {
    for (LinePlot plot : LinePlots.SMALL) {
      Explorer.Result result = new Explorer(new LineSystem(plot, LineSabotage.NONE)).explore(LIMIT);
      System.out.println("model, line, " + plot.name() + ": " + result);
      result.violation().ifPresent(violation -> fail(plot.name() + ": " + violation));
      assertThat(result.cut()).as("worlds of %s left unexplored", plot.name()).isZero();
    }
  }

  /**
   * Outside: a person who says "alone" at one PC, and "take over, accept the loss" at the other,
   * while both run. Each word vouches for the other PC being off.
   */
  @Test
  void whoVouchesForWhatIsNotSoMakesTwoActive() {
    Explorer.Result result =
        new Explorer(new LineSystem(LinePlots.LIE, LineSabotage.NONE)).explore(LIMIT);
    assertThat(result.violation().orElseThrow().what()).startsWith("b may take over");
  }
}
