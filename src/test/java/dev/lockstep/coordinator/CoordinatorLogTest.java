package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log refuses, fails or is damaged: what may still be begun, decided and told. */
class CoordinatorLogTest {
  private final CoordinatorRig rig = new CoordinatorRig();
  private final ByHand hand = rig.hand;
  private final MemoryLog log = rig.log;
  private final CoordinatedPlant plant = rig.plant;

  @Test
  void nothingLeavesWhereTheLogDoesNotTakeTheBeginning() {
    log.fate(MemoryLog.Fate.REFUSED, 1);
    CompletableFuture<SubmissionResult> answer = rig.submit();
    hand.advance(Duration.ofMinutes(1));
    assertThat(answer)
        .isCompletedWithValue(new SubmissionResult.Unavailable("no space left on device"));
    assertThat(plant.calls()).isEmpty();
    log.heal();
    CompletableFuture<SubmissionResult> again = rig.submit();
    hand.settle();
    assertThat(CoordinatorRig.outcome(again)).isEqualTo(Outcome.COMMITTED);
  }

  @Test
  void beginningThatFailedButWasWrittenIsAbortedByTheRepeat() {
    log.fate(MemoryLog.Fate.FAILS_BUT_IS_WRITTEN, 1);
    rig.begin();
    hand.settle();
    log.heal();
    CompletableFuture<SubmissionResult> again = rig.submit();
    hand.settle();
    assertThat(CoordinatorRig.outcome(again)).isEqualTo(Outcome.ROLLED_BACK);
  }

  @Test
  void decisionIsToldToNobodyBeforeTheLogHasTakenItAndIsNeverTurned() {
    log.fate(MemoryLog.Fate.REFUSED, 2);
    CompletableFuture<SubmissionResult> answer = rig.submit();
    hand.advance(Duration.ofMinutes(1));
    assertThat(plant.calls()).containsExactly("prepare A", "prepare B");
    assertThat(rig.standing().decision()).isEmpty();
    assertThat(rig.coordinator().troubles())
        .singleElement()
        .asString()
        .contains("t1", "no space left on device");
    log.heal();
    hand.advance(Duration.ofMinutes(1));
    assertThat(CoordinatorRig.outcome(answer)).isEqualTo(Outcome.COMMITTED);
    assertThat(rig.coordinator().troubles()).isEmpty();
  }

  @Test
  void decisionIsWrittenAtOnceWhenTheLogIsHeardOfAgainWhateverPauseWasLeft() {
    log.fate(MemoryLog.Fate.REFUSED, 2);
    CompletableFuture<SubmissionResult> answer = rig.submit();
    hand.advance(Duration.ofMinutes(1));
    int refused = log.decisions();
    log.tellLeft();
    hand.settle();
    assertThat(log.decisions()).isEqualTo(refused + 1);
    // The pause that was begun before ends in the middle of the next, and means nothing: one
    // attempt in 3.75 s, and not two.
    hand.advance(Duration.ofMinutes(1));
    assertThat(log.decisions() - refused).isBetween(15, 19);
    log.heal();
    log.tellLeft();
    hand.settle();
    assertThat(CoordinatorRig.outcome(answer)).isEqualTo(Outcome.COMMITTED);
  }

  @Test
  void whatAnotherCoordinatorIsAtIsLookedForLessAndLessOftenAndOnceForAllCallers() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 1);
    rig.begin();
    hand.settle();
    log.elsewhere = true;
    rig.restart();
    hand.settle();
    CompletableFuture<SubmissionResult> one = rig.submit();
    CompletableFuture<SubmissionResult> two = rig.submit();
    hand.settle();
    int first = log.finds;
    hand.advance(Duration.ofMillis(99));
    assertThat(log.finds).isEqualTo(first);
    hand.advance(Duration.ofSeconds(20));
    assertThat(log.finds - first).isBetween(20, 24);
    assertThat(one).isNotDone();
    assertThat(two).isNotDone();

    log.elsewhere = false;
    hand.advance(Duration.ofSeconds(1));
    assertThat(CoordinatorRig.outcome(one)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(CoordinatorRig.outcome(two)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(rig.coordinator().live()).isZero();
  }

  @Test
  void nobodyLooksForACallerWhoHasGone() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 1);
    rig.begin();
    hand.settle();
    log.elsewhere = true;
    rig.restart();
    hand.settle();
    CompletableFuture<SubmissionResult> gone = rig.submit();
    hand.settle();
    assertThat(gone.cancel(false)).isTrue();
    hand.advance(Duration.ofSeconds(1));
    int before = log.finds;
    hand.advance(Duration.ofMinutes(1));
    assertThat(log.finds).isEqualTo(before);
    assertThat(rig.coordinator().live()).isZero();
  }

  @Test
  void nothingNewIsBegunWhereTheLogSaysThatNothingShouldRestOnIt() {
    hand.obstacles = List.of("the disk is nearly full");
    assertThat(rig.submit())
        .isCompletedWithValue(new SubmissionResult.Unavailable("the disk is nearly full"));
    hand.settle();
    assertThat(plant.calls()).isEmpty();
  }

  @Test
  void coordinationThatTheStartCouldNotListIsTakenUpWhenAGatewayAsks() throws Exception {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 1);
    rig.begin();
    hand.settle();
    log.damaged = true;
    rig.restart();
    hand.settle();
    assertThat(rig.coordinator().troubles())
        .singleElement()
        .asString()
        .contains("cannot be listed");
    assertThat(rig.coordinator().find(new TransactionId("t1"))).isPresent();
    hand.settle();
    assertThat(rig.standing().decision().map(Ruling::verdict)).contains(Verdict.ABORT);
  }

  @Test
  void nothingIsDecidedOrSaidOfWhatMayStandInAGapUntilSomebodyHasTakenNoteOfIt() throws Exception {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 1);
    rig.begin();
    hand.settle();
    // COMMIT may have been decided and told since: an older copy of the log was brought back.
    log.gaps = List.of("entries are missing");
    hand.obstacles = log.gaps;
    rig.restart();
    hand.advance(Duration.ofMinutes(1));

    assertThat(plant.calls()).doesNotContain("rollback A", "rollback B");
    assertThat(rig.coordinator().troubles()).anyMatch(each -> each.contains("may stand in what"));
    for (String id : List.of("t1", "never")) {
      assertThatThrownBy(() -> rig.coordinator().find(new TransactionId(id)))
          .isInstanceOf(JournalUnavailableException.class);
    }
    assertThat(rig.submit())
        .isCompletedWithValueMatching(SubmissionResult.Unavailable.class::isInstance);

    log.gaps = List.of();
    hand.obstacles = log.gaps;
    hand.advance(Duration.ofMinutes(1));
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(rig.coordinator().find(new TransactionId("never"))).isEmpty();
  }

  @Test
  void decisionThatIsThereIsToldWhateverElseIsMissing() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 2);
    rig.begin();
    hand.settle();
    log.gaps = List.of("entries are missing");
    rig.restart();
    hand.settle();
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.COMMITTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"votes\":[]}", "garbage"})
  void recordThatCannotBeReadIsNamedAndOthersGoOn(String body) {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 2);
    rig.begin();
    hand.settle();
    log.putUnreadable("t0", 2, body);
    rig.restart();
    hand.settle();
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.COMMITTED);
    CompletableFuture<SubmissionResult> same =
        rig.coordinator().submit(CoordinatorRig.plan("t0", "A"));
    hand.settle();
    assertThat(same).isCompletedWithValueMatching(SubmissionResult.Unavailable.class::isInstance);
    assertThat(rig.coordinator().troubles()).singleElement().asString().contains("coordination t0");
  }

  @Test
  void decisionOfAnotherCoordinatorThatCameFirstIsTheOneThatIsDelivered() {
    CoordinationPlan plan = CoordinatorRig.plan("t1", "A");
    Vote yes = plant.at(CoordinatedPlant.A).vote;
    Delivery pending = new Delivery.Pending(0, 0, Optional.empty());
    Coordination commit =
        new Coordination.Decided(
            plan,
            List.of(yes, yes),
            new Ruling(Verdict.COMMIT, List.of(), CoordinationTable.AT),
            List.of(pending, pending));
    log.other = Optional.of(new CoordinationRecord(commit, List.of()));
    plant.at(CoordinatedPlant.B).hearsButCannotAnswer = true; // so that ABORT is proposed here

    CompletableFuture<SubmissionResult> answer = rig.submit();
    hand.advance(Duration.ofMinutes(1));
    plant.at(CoordinatedPlant.B).hearsButCannotAnswer = false;
    hand.advance(Duration.ofMinutes(1));

    assertThat(plant.calls()).contains("commit A", "commit B").doesNotContain("rollback A");
    assertThat(CoordinatorRig.outcome(answer)).isEqualTo(Outcome.COMMITTED);
  }
}
