package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.JournalUnavailable;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The coordinator with gateways, log, clock and power in the test's hand. */
class CoordinatorTest {
  private static final Vote REFUSAL =
      new Vote.No(List.of(Objection.of("REQUIREMENT_BROKEN", "the guard is open")));

  private final ByHand hand = new ByHand();
  private final MemoryLog log = new MemoryLog();
  private final Plant plant = new Plant();
  private Coordinator coordinator = started(CoordinatorSettings.Limits.DEFAULT);

  private Coordinator started(CoordinatorSettings.Limits limits) {
    CoordinatorSettings settings =
        new CoordinatorSettings(
            URI.create("http://127.0.0.1:8080"),
            List.of(),
            CoordinatorSettings.Times.DEFAULT,
            limits);
    Coordinator next = new Coordinator(log, plant, settings, hand.surroundings());
    next.start();
    return next;
  }

  private void restart() {
    hand.lose();
    coordinator = started(CoordinatorSettings.Limits.DEFAULT);
  }

  private static Plan plan(String id, String recipe) {
    return new Plan(
        new TransactionId(id),
        List.of(share(Plant.A, recipe), share(Plant.B, recipe)),
        new Plan.Terms(Duration.ofSeconds(10), 3, 4),
        CoordinationTable.AT);
  }

  private static Plan.Share share(URI gateway, String recipe) {
    Map<String, Object> arguments =
        Map.of("Recipe", recipe, "Force", new BigDecimal("100.0"), "Zones", List.of(true, "x"));
    return new Plan.Share(gateway, List.of(new Plan.Wish("press", "SetRecipe", arguments, 1)));
  }

  private CompletableFuture<Submission> submit() {
    return coordinator.submit(plan("t1", "A"));
  }

  /** Where what counts is seen elsewhere than in the answer. */
  private void begin() {
    var unused = submit();
  }

  private Coordination standing() {
    try {
      return coordinator
          .find(new TransactionId("t1"))
          .map(Dossier::coordination)
          .orElse(new Coordination.Absent());
    } catch (JournalUnavailable fault) {
      throw new AssertionError(fault);
    }
  }

  private Coordination.Ended ended() {
    assertThat(standing()).isInstanceOf(Coordination.Ended.class);
    return (Coordination.Ended) standing();
  }

  private static Outcome outcome(CompletableFuture<Submission> answer) {
    assertThat(answer).isCompletedWithValueMatching(Submission.Ended.class::isInstance);
    Dossier dossier = ((Submission.Ended) answer.join()).dossier();
    return ((Coordination.Ended) dossier.coordination()).outcome();
  }

  @Test
  void everybodyVotesYesSoEverybodyCommitsAndMayForget() {
    CompletableFuture<Submission> answer = submit();
    hand.settle();
    assertThat(outcome(answer)).isEqualTo(Outcome.COMMITTED);
    assertThat(plant.calls())
        .containsExactly("prepare A", "prepare B", "commit A", "commit B", "forget A", "forget B");
    assertThat(log.allOpen()).isEmpty();
    assertThat(coordinator.live()).isZero();
  }

  @Test
  void oneRefusalRollsBackTheOthersAndSaysWhy() {
    plant.at(Plant.B).vote = REFUSAL;
    CompletableFuture<Submission> answer = submit();
    hand.settle();
    assertThat(outcome(answer)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(ended().ruling().reasons())
        .containsExactly("http://127.0.0.1:8082: REQUIREMENT_BROKEN: the guard is open");
    assertThat(plant.calls())
        .containsExactly("prepare A", "prepare B", "rollback A", "forget A", "forget B");
  }

  @Test
  void participantThatOnlyReadsTakesNoPartInPhaseTwo() {
    plant.at(Plant.A).vote = new Vote.ReadOnly();
    CompletableFuture<Submission> answer = submit();
    hand.settle();
    assertThat(outcome(answer)).isEqualTo(Outcome.COMMITTED);
    assertThat(plant.calls()).doesNotContain("commit A").contains("commit B");
  }

  @Test
  void voteThatIsNotThereInTimeMeansAbortAndTheSilentOneIsToldToo() {
    plant.at(Plant.B).silent = true;
    begin();
    hand.advance(Duration.ofMillis(10_999));
    assertThat(standing()).isInstanceOf(Coordination.Preparing.class);
    hand.advance(Duration.ofMillis(1));
    assertThat(ended().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(ended().ruling().reasons())
        .containsExactly("http://127.0.0.1:8082: did not vote within PT10S");
    assertThat(plant.calls()).contains("rollback A", "rollback B");
  }

  @Test
  void afterARefusalTheOthersReasonsAreWaitedForOnlyAMoment() {
    plant.at(Plant.A).vote = REFUSAL;
    plant.at(Plant.B).silent = true;
    begin();
    hand.advance(Duration.ofMillis(499));
    assertThat(standing()).isInstanceOf(Coordination.Preparing.class);
    hand.advance(Duration.ofMillis(1));
    assertThat(ended().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(plant.calls()).contains("rollback B").doesNotContain("rollback A");
  }

  @Test
  void answerThatIsLostMeansAbortUntilTheGatewayConfirmsIt() {
    plant.at(Plant.B).hearsButCannotAnswer = true;
    begin();
    hand.settle();
    assertThat(standing().decision().map(Ruling::verdict)).contains(Verdict.ABORT);
    assertThat(standing()).isInstanceOf(Coordination.Decided.class);
    plant.at(Plant.B).hearsButCannotAnswer = false;
    hand.advance(Duration.ofSeconds(1));
    assertThat(ended().outcome()).isEqualTo(Outcome.ROLLED_BACK);
  }

  @Test
  void idThatBelongsToAnotherTransactionAtAGatewayIsLeftAlone() {
    plant.at(Plant.B).vote = new Vote.Taken("came before with other commands");
    begin();
    hand.settle();
    assertThat(ended().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(plant.calls()).filteredOn(call -> call.endsWith("B")).containsExactly("prepare B");
  }

  @Test
  void beginningThatIsDurableIsAbortedAfterACrash() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 1);
    begin();
    assertThat(hand.settle()).isFalse();
    assertThat(plant.calls()).isEmpty();
    restart();
    hand.settle();
    assertThat(ended().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(ended().ruling().reasons())
        .containsExactly("the coordinator restarted before it had decided");
    assertThat(plant.calls()).contains("rollback A", "rollback B").doesNotContain("prepare A");
  }

  @Test
  void decisionThatIsDurableIsDeliveredAfterACrash() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 2);
    begin();
    assertThat(hand.settle()).isFalse();
    assertThat(plant.calls()).containsExactly("prepare A", "prepare B");
    restart();
    hand.settle();
    assertThat(ended().outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(plant.at(Plant.A).outcome).contains(Outcome.COMMITTED);
    assertThat(plant.at(Plant.B).outcome).contains(Outcome.COMMITTED);
  }

  @ParameterizedTest
  @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER"})
  void powerMayFailAtAnyWriteAndMachinesStillMoveTogetherOrNotAtAll(MemoryLog.Fate fate) {
    for (int append = 1; append <= 4; append++) {
      for (boolean willing : List.of(true, false)) {
        CoordinatorTest run = new CoordinatorTest();
        run.plant.at(Plant.B).vote = willing ? run.plant.at(Plant.B).vote : REFUSAL;
        run.log.fate(fate, append);
        run.begin();
        boolean alive = run.hand.settle();
        assertThat(alive).as("%s %d", fate, append).isFalse();
        run.restart();
        run.hand.advance(Duration.ofMinutes(1));
        run.together("%s at write %d, willing %s".formatted(fate, append, willing));
      }
    }
  }

  private void together(String when) {
    Optional<Outcome> a = plant.at(Plant.A).outcome;
    assertThat(a).as(when).isEqualTo(plant.at(Plant.B).outcome);
    if (standing() instanceof Coordination.Ended ended) {
      assertThat(a).as(when).contains(ended.outcome());
    } else {
      assertThat(standing()).as(when).isInstanceOf(Coordination.Absent.class);
      assertThat(plant.calls()).as(when).isEmpty();
    }
    assertThat(log.allOpen()).as(when).isEmpty();
  }

  @Test
  void gatewayThatIsDownIsToldWhenItIsBack() {
    begin();
    plant.at(Plant.B).hearsButCannotAnswer = false;
    log.fate(MemoryLog.Fate.CRASH_AFTER, 2);
    hand.settle();
    plant.at(Plant.B).down = true;
    restart();
    hand.advance(Duration.ofMinutes(10));
    assertThat(standing()).isInstanceOf(Coordination.Decided.class);
    long attempts = plant.calls().stream().filter("commit B"::equals).count();
    // Doubling from 200 ms to 5 s, three quarters of it with these dice: one in 3.75 s.
    assertThat(attempts).isBetween(150L, 170L);
    assertThat(plant.calls()).filteredOn("commit A"::equals).hasSize(1);
    plant.at(Plant.B).down = false;
    hand.advance(Duration.ofSeconds(15));
    assertThat(ended().outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(ended().deliveries().get(1))
        .isInstanceOfSatisfying(
            Delivery.Confirmed.class,
            confirmed -> assertThat(confirmed.lastError()).contains("connection refused"));
  }

  @Test
  void contradictionEndsMixedAndSaysWhoAndNobodyForgets() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 2);
    begin();
    hand.settle();
    plant.at(Plant.B).outcome = Optional.of(Outcome.HEURISTIC_ROLLBACK);
    restart();
    hand.advance(Duration.ofMinutes(1));
    Coordination.Ended end = ended();
    assertThat(end.outcome()).isEqualTo(Outcome.HEURISTIC_MIXED);
    assertThat(
            Outcomes.contradictions(
                end.plan(), end.votes(), end.ruling().verdict(), end.deliveries()))
        .containsExactly("http://127.0.0.1:8082: HEURISTIC_ROLLBACK, while COMMIT was decided");
    assertThat(plant.calls()).noneMatch(call -> call.startsWith("forget"));
  }

  @Test
  void contradictionSurvivesACrashThoughTheGatewayWasClearedMeanwhile() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 2);
    begin();
    hand.settle();
    plant.at(Plant.A).outcome = Optional.of(Outcome.HEURISTIC_ROLLBACK);
    plant.at(Plant.B).down = true;
    restart();
    hand.settle();
    plant.at(Plant.A).forgetful = true;
    plant.at(Plant.B).down = false;
    restart();
    hand.advance(Duration.ofMinutes(1));
    assertThat(ended().outcome()).isEqualTo(Outcome.HEURISTIC_MIXED);
  }

  @Test
  void gatewayThatLostItsVoteIsAskedAFewTimesAndThenIsAHazard() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 2);
    begin();
    hand.settle();
    plant.at(Plant.A).forgetful = true;
    restart();
    hand.settle();
    assertThat(standing()).isInstanceOf(Coordination.Decided.class);
    hand.advance(Duration.ofMinutes(1));
    assertThat(ended().outcome()).isEqualTo(Outcome.HEURISTIC_HAZARD);
    assertThat(plant.calls()).filteredOn("commit A"::equals).hasSize(3);
  }

  @Test
  void commitThatIsUnderWayIsAskedAboutWhenTheGatewaySaidSo() {
    plant.at(Plant.A).slow = true;
    CompletableFuture<Submission> answer = submit();
    hand.advance(Duration.ofMillis(2_999));
    assertThat(answer).isNotDone();
    assertThat(plant.calls()).filteredOn("commit A"::equals).hasSize(1);
    plant.at(Plant.A).slow = false;
    hand.advance(Duration.ofMillis(1));
    assertThat(outcome(answer)).isEqualTo(Outcome.COMMITTED);
  }

  @Test
  void sameRequestAgainGetsTheSameAnswerAndAsksNobody() {
    begin();
    hand.settle();
    plant.forgetCalls();
    CompletableFuture<Submission> again = submit();
    hand.settle();
    assertThat(outcome(again)).isEqualTo(Outcome.COMMITTED);
    restart();
    CompletableFuture<Submission> later = submit();
    hand.settle();
    assertThat(outcome(later)).isEqualTo(Outcome.COMMITTED);
    assertThat(plant.calls()).isEmpty();
  }

  @Test
  void twoRequestsAtOnceAreOneCoordination() {
    CompletableFuture<Submission> one = submit();
    CompletableFuture<Submission> two = submit();
    hand.settle();
    assertThat(outcome(one)).isEqualTo(outcome(two));
    assertThat(plant.calls()).filteredOn("prepare A"::equals).hasSize(1);
  }

  @Test
  void sameIdWithAnotherRequestIsRefused() {
    begin();
    hand.settle();
    CompletableFuture<Submission> other = coordinator.submit(plan("t1", "B"));
    hand.settle();
    assertThat(other).isCompletedWithValue(new Submission.OtherRequest());
  }

  @Test
  void nothingLeavesWhereTheLogDoesNotTakeTheBeginning() {
    log.fate(MemoryLog.Fate.REFUSED, 1);
    CompletableFuture<Submission> answer = submit();
    hand.advance(Duration.ofMinutes(1));
    assertThat(answer).isCompletedWithValue(new Submission.Unavailable("no space left on device"));
    assertThat(plant.calls()).isEmpty();
    log.heal();
    CompletableFuture<Submission> again = submit();
    hand.settle();
    assertThat(outcome(again)).isEqualTo(Outcome.COMMITTED);
  }

  @Test
  void beginningThatFailedButWasWrittenIsAbortedByTheRepeat() {
    log.fate(MemoryLog.Fate.FAILS_BUT_IS_WRITTEN, 1);
    begin();
    hand.settle();
    log.heal();
    CompletableFuture<Submission> again = submit();
    hand.settle();
    assertThat(outcome(again)).isEqualTo(Outcome.ROLLED_BACK);
  }

  @Test
  void decisionIsToldToNobodyBeforeTheLogHasTakenItAndIsNeverTurned() {
    log.fate(MemoryLog.Fate.REFUSED, 2);
    CompletableFuture<Submission> answer = submit();
    hand.advance(Duration.ofMinutes(1));
    assertThat(plant.calls()).containsExactly("prepare A", "prepare B");
    assertThat(standing().decision()).isEmpty();
    assertThat(coordinator.troubles())
        .singleElement()
        .asString()
        .contains("t1", "no space left on device");
    log.heal();
    hand.advance(Duration.ofMinutes(1));
    assertThat(outcome(answer)).isEqualTo(Outcome.COMMITTED);
    assertThat(coordinator.troubles()).isEmpty();
  }

  @Test
  void forgettingIsTriedAgainAndGivenUpInTheEnd() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 3);
    begin();
    hand.settle();
    plant.at(Plant.B).down = true;
    restart();
    hand.advance(Duration.ofMinutes(5));
    assertThat(plant.calls()).filteredOn("forget B"::equals).hasSize(4);
    assertThat(log.allOpen()).isEmpty();
    assertThat(ended().outcome()).isEqualTo(Outcome.COMMITTED);
  }

  @Test
  void moreThanAllowedAtOnceAreRefused() {
    coordinator = started(new CoordinatorSettings.Limits(1, 32, 256, 16, 65_536, 5, 20));
    begin();
    assertThat(coordinator.submit(plan("t2", "A")))
        .isCompletedWithValueMatching(Submission.Overloaded.class::isInstance);
    hand.settle();
    assertThat(coordinator.submit(plan("t2", "A"))).isNotDone();
  }

  @Test
  void nothingNewIsBegunWhereTheLogSaysThatNothingShouldRestOnIt() {
    hand.obstacles = List.of("the disk is nearly full");
    assertThat(submit())
        .isCompletedWithValue(new Submission.Unavailable("the disk is nearly full"));
    hand.settle();
    assertThat(plant.calls()).isEmpty();
  }

  @Test
  void coordinationThatTheStartCouldNotListIsTakenUpWhenAGatewayAsks() throws Exception {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 1);
    begin();
    hand.settle();
    log.damaged = true;
    restart();
    hand.settle();
    assertThat(coordinator.troubles()).singleElement().asString().contains("cannot be listed");
    assertThat(coordinator.find(new TransactionId("t1"))).isPresent();
    hand.settle();
    assertThat(standing().decision().map(Ruling::verdict)).contains(Verdict.ABORT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"format\":2}", "{\"format\":1,\"state\":\"DECIDED\"}", "garbage"})
  void documentThatCannotBeReadIsNamedAndOthersGoOn(String text) {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 2);
    begin();
    hand.settle();
    log.put(new DecisionLog.Document("t0", true, text));
    restart();
    hand.settle();
    assertThat(ended().outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(coordinator.troubles()).singleElement().asString().contains("coordination t0");
    CompletableFuture<Submission> same = coordinator.submit(plan("t0", "A"));
    hand.settle();
    assertThat(same).isCompletedWithValueMatching(Submission.Unavailable.class::isInstance);
  }

  @Test
  void pagesFollowTheIdsAndKeepToTheStateAskedFor() throws JournalUnavailable {
    for (String id : List.of("t3", "t1", "t2")) {
      var unused = coordinator.submit(plan(id, "A"));
    }
    hand.settle();
    Coordinator.Page first = coordinator.page(Optional.of(Coordination.Name.ENDED), "", 2);
    assertThat(ids(first)).containsExactly("t1", "t2");
    assertThat(first.next()).contains("t2");
    assertThat(ids(coordinator.page(Optional.empty(), "t2", 2))).containsExactly("t3");
    assertThat(ids(coordinator.page(Optional.of(Coordination.Name.DECIDED), "", 2))).isEmpty();
  }

  private static List<String> ids(Coordinator.Page page) {
    return page.dossiers().stream()
        .flatMap(each -> each.coordination().work().stream())
        .map(plan -> plan.id().value())
        .toList();
  }

  @Test
  void timelineTellsTheStory() throws JournalUnavailable {
    plant.at(Plant.B).vote = REFUSAL;
    begin();
    hand.settle();
    List<String> story =
        coordinator.find(new TransactionId("t1")).orElseThrow().timeline().stream()
            .map(line -> "%s %s: %s".formatted(line.event(), line.to(), line.detail()))
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
