package dev.lockstep.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step counts as visited only where it was taken. */
class VisitedTest {

  /** Nobody else asks whether this one is missing: no scenario is about these words. */
  private static final Visited.Step NEVER = new Visited.Step("Nowhere", "Nothing", "Nowhere");

  @Test
  void stepThatNobodyTookIsMissing() {
    assertThat(Visited.missing(List.of(NEVER))).containsExactly(NEVER);
  }

  @Test
  void stepThatWasTakenIsNotMissing() {
    State absent = new State.Absent();
    List<Reason> held = List.of(Samples.reason(Code.RESERVED));
    Event event = new Event.PrepareRequested(Situation.WRITES, held, Samples.later(Duration.ZERO));
    Visited.record(absent, event, Protocol.decide(absent, event));
    Visited.Step step = new Visited.Step("Absent", "PrepareRequested", "Ended");
    assertThat(Visited.missing(List.of(step, NEVER))).containsExactly(NEVER);
  }

  @Test
  void eventThatChangesNothingIsNoStep() {
    State absent = new State.Absent();
    Event event = new Event.RetryDue(Samples.VOTE);
    assertThat(Visited.Step.of(absent, event, Protocol.decide(absent, event))).isEmpty();
  }

  @Test
  void stepsOfTheTableAreThoseThatChangeOrDoSomething() {
    assertThat(ProtocolTable.steps())
        .contains(
            new Visited.Step("Prepared", "CommitDecided", "Committing MOVING"),
            new Visited.Step("Prepared", "RetryDue", "Prepared"),
            new Visited.Step("Committing STUCK", "Resolved", "Ended"))
        .doesNotContain(
            new Visited.Step("Committing MOVING", "PrepareRequested", "Committing MOVING"));
  }

  @Test
  void stepsThatCannotComeAboutStandInTheTable() {
    // Else the list of exceptions would outlive what it excepts.
    assertThat(ProtocolTable.steps()).hasSize(ProtocolTable.reachableSteps().size() + 2);
  }
}
