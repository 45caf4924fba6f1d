package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.model.Explorer.Violation;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule of a line that is taken away is missed, with the shortest schedule that shows it. */
class LineSabotageTest {
  private static final Explorer.Limit LIMIT = new Explorer.Limit(3_000_000, Duration.ofMinutes(5));

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void whatIsBrokenOnPurposeIsFound(LineSabotage sabotage) {
    LinePlot plot =
        Stream.concat(LinePlots.SMALL.stream(), LinePlots.LARGE.stream())
            .filter(each -> each.name().equals(sabotage.plot))
            .findFirst()
            .orElseThrow();
    Optional<Violation> violation =
        new Explorer(new LineSystem(plot, sabotage)).explore(LIMIT).violation();
    assertThat(violation).as("what %s breaks", sabotage).isPresent();
    System.out.printf("sabotage: %s: %s%n", sabotage, violation.orElseThrow());
    assertThat(violation.orElseThrow().what()).contains(sabotage.breaks);
  }
}
