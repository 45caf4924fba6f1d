package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.model.Explorer.Violation;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is broken on purpose is found, with the shortest schedule that leads there. */
class EnsembleSabotageTest {
  private static final Explorer.Limit LIMIT = new Explorer.Limit(4_000_000, Duration.ofMinutes(5));

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void whatIsBrokenOnPurposeIsFound(EnsembleSabotage sabotage) {
    EnsemblePlot plot =
        EnsemblePlots.SMALL.stream()
            .filter(each -> each.name().equals(sabotage.plot))
            .findFirst()
            .orElseThrow();
    Optional<Violation> violation =
        new Explorer(new EnsembleSystem(plot, sabotage)).explore(LIMIT).violation();
    assertThat(violation).as("what %s breaks", sabotage).isPresent();
    System.out.printf("sabotage: %s: %s%n", sabotage, violation.orElseThrow());
    assertThat(violation.orElseThrow().what()).startsWith(sabotage.breaks);
  }
}
