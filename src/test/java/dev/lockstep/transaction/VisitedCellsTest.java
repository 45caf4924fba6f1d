package dev.lockstep.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step counts as visited only where it was taken. */
class VisitedCellsTest {

  /** A step that no scenario takes. */
  private static final VisitedCells.Step NEVER =
      new VisitedCells.Step("Nowhere", "Nothing", "Nowhere");

  @Test
  void stepThatNobodyTookIsMissing() {
    assertThat(VisitedCells.missing(List.of(NEVER))).containsExactly(NEVER);
  }

  @Test
  void stepThatWasTakenIsNotMissing() {
    State absent = new State.Absent();
    List<Reason> held = List.of(TransactionSamples.reason(Code.RESERVED));
    Event event =
        new Event.PrepareRequested(Situation.WRITES, held, TransactionSamples.later(Duration.ZERO));
    VisitedCells.record(absent, event, Protocol.decide(absent, event));
    VisitedCells.Step step = new VisitedCells.Step("Absent", "PrepareRequested", "Ended");
    assertThat(VisitedCells.missing(List.of(step, NEVER))).containsExactly(NEVER);
  }

  @Test
  void eventThatChangesNothingIsNoStep() {
    State absent = new State.Absent();
    Event event = new Event.RetryDue(TransactionSamples.VOTE);
    assertThat(VisitedCells.Step.of(absent, event, Protocol.decide(absent, event))).isEmpty();
  }

  @Test
  void stepsOfTheTableAreThoseThatChangeOrDoSomething() {
    assertThat(ProtocolTable.steps())
        .contains(
            new VisitedCells.Step("Prepared", "CommitDecided", "Committing MOVING"),
            new VisitedCells.Step("Prepared", "RetryDue", "Prepared"),
            new VisitedCells.Step("Committing STUCK", "Resolved", "Ended"))
        .doesNotContain(
            new VisitedCells.Step("Committing MOVING", "PrepareRequested", "Committing MOVING"));
  }

  @Test
  void stepsThatCannotComeAboutStandInTheTable() {
    // Else the list of exceptions would outlive what it excepts.
    assertThat(ProtocolTable.steps()).hasSize(ProtocolTable.reachableSteps().size() + 2);
  }
}
