package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.ProtocolTable;
import dev.lockstep.transaction.VisitedCells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every step of the protocol is taken by the whole participant, in a script or on a bad day. Plays
 * them all itself, so that it holds in whatever order tests run.
 */
class CoverageTest {
  private static final int SEEDS = 400;

  /**
   * Take a look, an arming or a move that outlasts what comes meanwhile: these machines answer at
   * once or not at all.
   */
  private static final Set<VisitedCells.Step> BY_CHANCE =
      Set.of(
          new VisitedCells.Step("Committing MOVING", "RollbackDecided", "Committing MOVING"),
          new VisitedCells.Step("RollingBack DISARMING", "CommitDecided", "RollingBack DISARMING"),
          new VisitedCells.Step(
              "RollingBack DISARMING", "RollbackDecided", "RollingBack DISARMING"),
          new VisitedCells.Step("Preparing ARMING", "Renounced", "RollingBack AWAITING_ARM"),
          new VisitedCells.Step("Preparing ARMING", "RollbackDecided", "RollingBack AWAITING_ARM"),
          new VisitedCells.Step("Committing MOVING", "Moved", "Committing WITHHELD"),
          new VisitedCells.Step("RollingBack AWAITING_ARM", "Restarted", "RollingBack DISARMING"),
          new VisitedCells.Step("Committing RETRYING", "Rechecked", "Committing WITHHELD"),
          new VisitedCells.Step("Preparing ARMING", "PrepareExpired", "RollingBack AWAITING_ARM"));

  @Test
  void everyStepOfTheProtocolIsTakenByTheParticipant() throws IOException {
    try (Stream<Path> scripts = Files.list(Path.of("src/test/resources/scenarios"))) {
      scripts.filter(file -> file.toString().endsWith(".txt")).forEach(ScenarioTest::play);
    }
    for (long seed = 1; seed <= SEEDS && !missing().isEmpty(); seed++) {
      new Simulation(seed).play();
    }
    assertThat(missing()).as("no script and no simulation takes this step").isEmpty();
  }

  private static Set<VisitedCells.Step> missing() {
    Set<VisitedCells.Step> missing = VisitedCells.missing(ProtocolTable.reachableSteps());
    missing.removeAll(BY_CHANCE);
    return missing;
  }
}
