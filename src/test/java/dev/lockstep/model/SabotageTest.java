package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.model.Explorer.Violation;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A checker that finds nothing in a broken gateway would prove nothing of a whole one. */
class SabotageTest {
  private static final Explorer.Limit LIMIT = new Explorer.Limit(4_000_000, Duration.ofMinutes(5));

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void whatIsBrokenOnPurposeIsFound(Sabotage sabotage) {
    Plot plot =
        Plots.SMALL.stream()
            .filter(each -> each.name().equals(sabotage.plot))
            .findFirst()
            .orElseThrow();
    Optional<Violation> violation = new Explorer(plot, sabotage).explore(LIMIT).violation();
    assertThat(violation).as("what %s breaks", sabotage).isPresent();
    Violation found = violation.orElseThrow();
    System.out.printf(
        "sabotage: %s: %s (%s, %d steps)%n",
        sabotage, found.what(), plot.name(), found.schedule().size());
    assertThat(found.what()).contains(sabotage.breaks);
  }
}
