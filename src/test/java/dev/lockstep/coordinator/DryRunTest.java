package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A dry run prepares everywhere and rolls back everywhere, whatever happens on the way. */
class DryRunTest {
  private final CoordinatorRig rig = new CoordinatorRig();
  private final ByHand hand = rig.hand;
  private final CoordinatedPlant plant = rig.plant;

  private CompletableFuture<SubmissionResult> submit() {
    return rig.coordinator().submit(CoordinatorRig.dryRun("t1", "A"));
  }

  private static void begin(CoordinatorRig rig) {
    var unused = rig.coordinator().submit(CoordinatorRig.dryRun("t1", "A"));
  }

  private void assertRolledBackEverywhere() {
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(plant.at(CoordinatedPlant.A).outcome).contains(Outcome.ROLLED_BACK);
    assertThat(plant.at(CoordinatedPlant.B).outcome).contains(Outcome.ROLLED_BACK);
    assertThat(plant.calls()).noneMatch(call -> call.startsWith("commit"));
    assertThat(rig.coordinator().live()).isZero();
  }

  @Test
  void allConsentAndAllAreRolledBack() {
    CompletableFuture<SubmissionResult> answer = submit();
    hand.settle();
    assertThat(CoordinatorRig.outcome(answer)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(plant.calls())
        .containsExactly(
            "prepare A", "prepare B", "rollback A", "rollback B", "forget A", "forget B");
    assertThat(rig.ended().votes()).allMatch(Vote::consents);
    assertRolledBackEverywhere();
  }

  @Test
  void whoeverAsksBeforeTheVotesAreInHearsAbort() {
    plant.at(CoordinatedPlant.B).silent = true;
    begin(rig);
    hand.settle();
    assertThat(plant.calls()).containsExactly("prepare A", "prepare B");
    assertThat(rig.standing().decision().map(Ruling::verdict)).contains(Verdict.ABORT);
    assertThat(rig.standing()).isInstanceOf(Coordination.Decided.class);
  }

  /** Each reason is wanted: nobody is told early because one has refused. */
  @Test
  void refusalDoesNotKeepTheOthersFromBeingHeard() {
    plant.at(CoordinatedPlant.A).vote = CoordinatorRig.REFUSAL;
    plant.at(CoordinatedPlant.B).silent = true;
    begin(rig);
    hand.advance(Duration.ofMillis(10_999));
    assertThat(plant.calls()).containsExactly("prepare A", "prepare B");
    hand.advance(Duration.ofMillis(1));
    assertThat(rig.ended().votes())
        .containsExactly(CoordinatorRig.REFUSAL, new Vote.Missing("did not vote within 10 s"));
    assertThat(plant.calls()).contains("rollback B").doesNotContain("rollback A");
  }

  @Test
  void gatewayThatIsGoneAfterItsVoteIsToldUntilItConfirms() {
    begin(rig);
    plant.at(CoordinatedPlant.B).hearsButCannotAnswer = true;
    hand.settle();
    assertThat(rig.standing()).isInstanceOf(Coordination.Decided.class);
    hand.advance(Duration.ofMinutes(10));
    assertThat(rig.standing()).isInstanceOf(Coordination.Decided.class);
    plant.at(CoordinatedPlant.B).hearsButCannotAnswer = false;
    hand.advance(Duration.ofSeconds(15));
    assertRolledBackEverywhere();
  }

  /** The prepare that is still on its way meets the rollback that was told before it. */
  @Test
  void voteThatComesTooLateChangesNothing() {
    plant.at(CoordinatedPlant.B).silent = true;
    begin(rig);
    hand.advance(Duration.ofSeconds(11));
    assertThat(rig.ended().votes().get(1)).isInstanceOf(Vote.Missing.class);
    plant.at(CoordinatedPlant.B).silent = false;
    assertThat(plant.prepare(CoordinatorRig.dryRun("t1", "A"), 1).toCompletableFuture().join())
        .isInstanceOf(Vote.No.class);
    assertRolledBackEverywhere();
  }

  @Test
  void coordinatorThatIsKilledWhileVotesAreGatheredRollsBackWhenItIsBack() {
    plant.at(CoordinatedPlant.B).silent = true;
    begin(rig);
    hand.settle();
    assertThat(plant.at(CoordinatedPlant.A).state).contains("PREPARED");
    rig.restart();
    hand.settle();
    assertThat(rig.ended().votes())
        .allMatch(new Vote.Missing("the coordinator restarted before all had voted")::equals);
    assertRolledBackEverywhere();
  }

  @ParameterizedTest
  @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER"})
  void powerMayFailAtAnyWriteAndNothingIsEverCommitted(MemoryLog.Fate fate) {
    for (int append = 1; append <= 3; append++) {
      CoordinatorRig each = new CoordinatorRig();
      each.log.fate(fate, append);
      begin(each);
      assertThat(each.hand.settle()).as("%s %d", fate, append).isFalse();
      each.restart();
      each.hand.advance(Duration.ofMinutes(1));
      assertThat(each.plant.calls()).noneMatch(call -> call.startsWith("commit"));
      Optional<Outcome> a = each.plant.at(CoordinatedPlant.A).outcome;
      assertThat(a).isEqualTo(each.plant.at(CoordinatedPlant.B).outcome);
      assertThat(a).isNotEqualTo(Optional.of(Outcome.COMMITTED));
      assertThat(each.coordinator().live()).isZero();
    }
  }

  @Test
  void sameIdIsNoRunAndNoDryRunOfAnother() {
    begin(rig);
    hand.settle();
    CompletableFuture<SubmissionResult> run = rig.submit();
    CompletableFuture<SubmissionResult> again = submit();
    hand.settle();
    assertThat(run.join()).isInstanceOf(SubmissionResult.OtherRequest.class);
    assertThat(CoordinatorRig.outcome(again)).isEqualTo(Outcome.ROLLED_BACK);
  }

  @Test
  void whatTheMachinesShowedIsKeptWithTheVotes() {
    VoteReadings readings =
        new VoteReadings(List.of(new VoteReadings.Shown("press", "Recipe", "\"B\"")), 0);
    plant.at(CoordinatedPlant.A).vote = new Vote.Yes("CHECKED", Optional.empty(), readings);
    plant.at(CoordinatedPlant.B).vote = new Vote.ReadOnly(readings);
    begin(rig);
    hand.settle();
    rig.restart();
    assertThat(rig.ended().votes())
        .containsExactly(
            new Vote.Yes("CHECKED", Optional.empty(), readings), new Vote.ReadOnly(readings));
    assertThat(plant.calls()).doesNotContain("rollback B");
  }
}
