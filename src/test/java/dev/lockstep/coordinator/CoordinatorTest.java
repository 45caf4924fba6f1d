package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** From the request to the end, with gateways, log and clock in the test's hand. */
class CoordinatorTest {
  private final CoordinatorRig rig = new CoordinatorRig();
  private final ByHand hand = rig.hand;
  private final MemoryLog log = rig.log;
  private final CoordinatedPlant plant = rig.plant;

  @Test
  void everybodyVotesYesSoEverybodyCommitsAndMayForget() {
    CompletableFuture<SubmissionResult> answer = rig.submit();
    hand.settle();
    assertThat(CoordinatorRig.outcome(answer)).isEqualTo(Outcome.COMMITTED);
    assertThat(plant.calls())
        .containsExactly("prepare A", "prepare B", "commit A", "commit B", "forget A", "forget B");
    assertThat(rig.coordinator().live()).isZero();
    assertThat(log.decisions()).isEqualTo(3);
  }

  @Test
  void oneRefusalRollsBackTheOthersAndSaysWhy() {
    plant.at(CoordinatedPlant.B).vote = CoordinatorRig.REFUSAL;
    CompletableFuture<SubmissionResult> answer = rig.submit();
    hand.settle();
    assertThat(CoordinatorRig.outcome(answer)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(rig.ended().ruling().reasons())
        .containsExactly("http://127.0.0.1:8082: REQUIREMENT_BROKEN: the guard is open");
    assertThat(plant.calls())
        .containsExactly("prepare A", "prepare B", "rollback A", "forget A", "forget B");
  }

  @Test
  void participantThatOnlyReadsTakesNoPartInPhaseTwo() {
    plant.at(CoordinatedPlant.A).vote = new Vote.ReadOnly();
    CompletableFuture<SubmissionResult> answer = rig.submit();
    hand.settle();
    assertThat(CoordinatorRig.outcome(answer)).isEqualTo(Outcome.COMMITTED);
    assertThat(plant.calls()).doesNotContain("commit A").contains("commit B");
  }

  @Test
  void voteThatIsNotThereInTimeMeansAbortAndTheSilentOneIsToldToo() {
    plant.at(CoordinatedPlant.B).silent = true;
    rig.begin();
    hand.advance(Duration.ofMillis(10_999));
    assertThat(rig.standing()).isInstanceOf(Coordination.Preparing.class);
    hand.advance(Duration.ofMillis(1));
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(rig.ended().ruling().reasons())
        .containsExactly("http://127.0.0.1:8082: did not vote within 10 s");
    assertThat(plant.calls()).contains("rollback A", "rollback B");
  }

  @Test
  void afterARefusalTheOthersReasonsAreWaitedForOnlyAMoment() {
    plant.at(CoordinatedPlant.A).vote = CoordinatorRig.REFUSAL;
    plant.at(CoordinatedPlant.B).silent = true;
    rig.begin();
    hand.advance(Duration.ofMillis(499));
    assertThat(rig.standing()).isInstanceOf(Coordination.Preparing.class);
    hand.advance(Duration.ofMillis(1));
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(plant.calls()).contains("rollback B").doesNotContain("rollback A");
  }

  @Test
  void answerThatIsLostMeansAbortUntilTheGatewayConfirmsIt() {
    plant.at(CoordinatedPlant.B).hearsButCannotAnswer = true;
    rig.begin();
    hand.settle();
    assertThat(rig.standing().decision().map(Ruling::verdict)).contains(Verdict.ABORT);
    assertThat(rig.standing()).isInstanceOf(Coordination.Decided.class);
    plant.at(CoordinatedPlant.B).hearsButCannotAnswer = false;
    hand.advance(Duration.ofSeconds(1));
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.ROLLED_BACK);
  }

  @Test
  void idThatBelongsToAnotherTransactionAtAGatewayIsLeftAlone() {
    plant.at(CoordinatedPlant.B).vote = new Vote.Taken("came before with other commands");
    rig.begin();
    hand.settle();
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(plant.calls()).filteredOn(call -> call.endsWith("B")).containsExactly("prepare B");
  }

  @Test
  void commitThatIsUnderWayIsAskedAboutWhenTheGatewaySaidSo() {
    plant.at(CoordinatedPlant.A).slow = true;
    CompletableFuture<SubmissionResult> answer = rig.submit();
    hand.advance(Duration.ofMillis(2_999));
    assertThat(answer).isNotDone();
    assertThat(plant.calls()).filteredOn("commit A"::equals).hasSize(1);
    plant.at(CoordinatedPlant.A).slow = false;
    hand.advance(Duration.ofMillis(1));
    assertThat(CoordinatorRig.outcome(answer)).isEqualTo(Outcome.COMMITTED);
  }

  @Test
  void sameRequestAgainGetsTheSameAnswerAndAsksNobodyForIt() {
    rig.begin();
    hand.settle();
    plant.forgetCalls();
    CompletableFuture<SubmissionResult> again = rig.submit();
    hand.settle();
    assertThat(CoordinatorRig.outcome(again)).isEqualTo(Outcome.COMMITTED);
    assertThat(plant.calls()).isEmpty();
    rig.restart();
    CompletableFuture<SubmissionResult> later = rig.submit();
    hand.settle();
    assertThat(CoordinatorRig.outcome(later)).isEqualTo(Outcome.COMMITTED);
    assertThat(plant.calls()).containsExactly("forget A", "forget B");
  }

  @Test
  void twoRequestsAtOnceAreOneCoordination() {
    CompletableFuture<SubmissionResult> one = rig.submit();
    CompletableFuture<SubmissionResult> two = rig.submit();
    hand.settle();
    assertThat(CoordinatorRig.outcome(one)).isEqualTo(CoordinatorRig.outcome(two));
    assertThat(plant.calls()).filteredOn("prepare A"::equals).hasSize(1);
  }

  @Test
  void sameIdWithAnotherRequestIsRefused() {
    rig.begin();
    hand.settle();
    CompletableFuture<SubmissionResult> other =
        rig.coordinator().submit(CoordinatorRig.plan("t1", "B"));
    hand.settle();
    assertThat(other).isCompletedWithValue(new SubmissionResult.OtherRequest());
  }

  @Test
  void moreThanAllowedAtOnceAreRefused() {
    rig.start("live-max=1");
    rig.begin();
    assertThat(rig.coordinator().submit(CoordinatorRig.plan("t2", "A")))
        .isCompletedWithValueMatching(SubmissionResult.Overloaded.class::isInstance);
    hand.settle();
    assertThat(rig.coordinator().submit(CoordinatorRig.plan("t2", "A"))).isNotDone();
  }

  @Test
  void pagesFollowTheIdsAndKeepToTheStateAskedFor() throws JournalUnavailableException {
    for (String id : List.of("t3", "t1", "t2")) {
      var unused = rig.coordinator().submit(CoordinatorRig.plan(id, "A"));
    }
    hand.settle();
    Coordinator.Page first = rig.coordinator().page(Optional.of(Coordination.Name.ENDED), "", 2);
    assertThat(ids(first)).containsExactly("t1", "t2");
    assertThat(first.next()).contains("t2");
    assertThat(ids(rig.coordinator().page(Optional.empty(), "t2", 2))).containsExactly("t3");
    assertThat(ids(rig.coordinator().page(Optional.of(Coordination.Name.DECIDED), "", 2)))
        .isEmpty();
  }

  private static List<String> ids(Coordinator.Page page) {
    return page.records().stream()
        .flatMap(each -> each.coordination().work().stream())
        .map(plan -> plan.id().value())
        .toList();
  }

  @Test
  void timelineTellsTheStory() throws JournalUnavailableException {
    plant.at(CoordinatedPlant.B).vote = CoordinatorRig.REFUSAL;
    rig.begin();
    hand.settle();
    List<String> story =
        rig.coordinator().find(new TransactionId("t1")).orElseThrow().timeline().stream()
            .map(entry -> "%s %s: %s".formatted(entry.event(), entry.to(), entry.detail()))
            .toList();
    assertThat(story)
        .containsExactly(
            "Requested PREPARING: 2 participants",
            "Voted PREPARING: http://127.0.0.1:8081 voted COMMIT, CHECKED",
            "Voted DECIDED: http://127.0.0.1:8082 voted ROLLBACK; decided ABORT:"
                + " http://127.0.0.1:8082: REQUIREMENT_BROKEN: the guard is open",
            "Told ENDED: http://127.0.0.1:8081 confirmed ROLLED_BACK");
  }
}
