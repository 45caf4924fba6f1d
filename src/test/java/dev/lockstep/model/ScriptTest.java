package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptTest {
  private static final Plot PLOT = Plots.SMALL.getFirst();

  @Test
  void aScheduleBecomesAScenarioOfTheGatewayThatItEndsAt() {
    List<String> schedule =
        List.of(
            "coordinator t1: begins",
            "line-a t1: prepare arrives",
            "line-a t1: the check finds all well",
            "line-a t1: commit arrives",
            "line-a t1: the machine moves",
            "line-a: crash",
            "line-a: restart",
            "a weekend passes",
            "line-a t1: the machine does not answer",
            "line-a t1: Anna releases it");
    assertThat(Script.of(PLOT, schedule))
        .containsExactly(
            "> prepare t1 press.SetSpeed Speed=1 @0 via http://coordinator/t1",
            "> crash after send ",
            "> commit t1",
            "> restart",
            "> machine press FROZEN",
            "> advance 20m",
            "> machine press SPEAKS",
            "> guard press closed",
            "> release t1 by anna: looked at the line");
  }

  @Test
  void aViolationSaysItsShortestScheduleAndAScript() {
    Explorer.Limit limit = new Explorer.Limit(100_000, Duration.ofMinutes(1));
    String told =
        new Explorer(PLOT, Sabotage.NO_TOMBSTONE)
            .explore(limit)
            .violation()
            .orElseThrow()
            .toString();
    assertThat(told)
        .startsWith("line-a t1: P2: it lives again after its outcome was told, after 5 steps:")
        .contains("1. coordinator t1: begins")
        .contains("> rollback t1")
        .contains("> prepare t1 press.SetSpeed Speed=1 @0 via http://coordinator/t1");
  }
}
