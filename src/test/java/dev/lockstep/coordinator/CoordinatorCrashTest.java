package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was durable when the power went is what the restart carries to its end. */
class CoordinatorCrashTest {
  private final CoordinatorRig rig = new CoordinatorRig();
  private final ByHand hand = rig.hand;
  private final MemoryLog log = rig.log;
  private final CoordinatedPlant plant = rig.plant;

  @Test
  void beginningThatIsDurableIsAbortedAfterACrash() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 1);
    rig.begin();
    assertThat(hand.settle()).isFalse();
    assertThat(plant.calls()).isEmpty();
    rig.restart();
    hand.settle();
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(rig.ended().ruling().reasons())
        .containsExactly("the coordinator restarted before it had decided");
    assertThat(plant.calls()).contains("rollback A", "rollback B").doesNotContain("prepare A");
  }

  @Test
  void decisionThatIsDurableIsDeliveredAfterACrash() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 2);
    rig.begin();
    assertThat(hand.settle()).isFalse();
    assertThat(plant.calls()).containsExactly("prepare A", "prepare B");
    rig.restart();
    hand.settle();
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(plant.at(CoordinatedPlant.A).outcome).contains(Outcome.COMMITTED);
    assertThat(plant.at(CoordinatedPlant.B).outcome).contains(Outcome.COMMITTED);
  }

  @ParameterizedTest
  @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER"})
  void powerMayFailAtAnyWriteAndMachinesStillMoveTogetherOrNotAtAll(MemoryLog.Fate fate) {
    for (int append = 1; append <= 3; append++) {
      for (boolean willing : List.of(true, false)) {
        CoordinatorRig each = new CoordinatorRig();
        each.plant.at(CoordinatedPlant.B).vote =
            willing ? each.plant.at(CoordinatedPlant.B).vote : CoordinatorRig.REFUSAL;
        each.log.fate(fate, append);
        each.begin();
        boolean alive = each.hand.settle();
        assertThat(alive).as("%s %d", fate, append).isFalse();
        each.restart();
        each.hand.advance(Duration.ofMinutes(1));
        together(each, "%s at write %d, willing %s".formatted(fate, append, willing));
      }
    }
  }

  private static void together(CoordinatorRig rig, String when) {
    Optional<Outcome> a = rig.plant.at(CoordinatedPlant.A).outcome;
    assertThat(a).as(when).isEqualTo(rig.plant.at(CoordinatedPlant.B).outcome);
    if (rig.standing() instanceof Coordination.Ended ended) {
      assertThat(a).as(when).contains(ended.outcome());
    } else {
      assertThat(rig.standing()).as(when).isInstanceOf(Coordination.Absent.class);
      assertThat(rig.plant.calls()).as(when).isEmpty();
    }
    assertThat(rig.coordinator().live()).as(when).isZero();
  }

  @Test
  void gatewayThatIsDownIsToldWhenItIsBack() {
    rig.begin();
    plant.at(CoordinatedPlant.B).hearsButCannotAnswer = false;
    log.fate(MemoryLog.Fate.CRASH_AFTER, 2);
    hand.settle();
    plant.at(CoordinatedPlant.B).down = true;
    rig.restart();
    hand.advance(Duration.ofMinutes(10));
    assertThat(rig.standing()).isInstanceOf(Coordination.Decided.class);
    long attempts = plant.calls().stream().filter("commit B"::equals).count();
    // Doubling from 200 ms to 5 s, three quarters of it with these dice: one in 3.75 s.
    assertThat(attempts).isBetween(150L, 170L);
    assertThat(plant.calls()).filteredOn("commit A"::equals).hasSize(1);
    plant.at(CoordinatedPlant.B).down = false;
    hand.advance(Duration.ofSeconds(15));
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(rig.ended().deliveries().get(1))
        .isInstanceOfSatisfying(
            Delivery.Confirmed.class,
            confirmed -> assertThat(confirmed.lastError()).contains("connection refused"));
  }

  @Test
  void contradictionEndsMixedAndSaysWhoAndNobodyForgets() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 2);
    rig.begin();
    hand.settle();
    plant.at(CoordinatedPlant.B).outcome = Optional.of(Outcome.HEURISTIC_ROLLBACK);
    rig.restart();
    hand.advance(Duration.ofMinutes(1));
    Coordination.Ended end = rig.ended();
    assertThat(end.outcome()).isEqualTo(Outcome.HEURISTIC_MIXED);
    assertThat(
            OutcomeSummary.contradictions(
                end.plan(), end.votes(), end.ruling().verdict(), end.deliveries()))
        .containsExactly("http://127.0.0.1:8082: HEURISTIC_ROLLBACK, while COMMIT was decided");
    assertThat(plant.calls()).noneMatch(call -> call.startsWith("forget"));
  }

  @Test
  void contradictionSurvivesACrashThoughTheGatewayWasClearedMeanwhile() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 2);
    rig.begin();
    hand.settle();
    plant.at(CoordinatedPlant.A).outcome = Optional.of(Outcome.HEURISTIC_ROLLBACK);
    plant.at(CoordinatedPlant.B).down = true;
    rig.restart();
    hand.settle();
    plant.at(CoordinatedPlant.A).forgetful = true;
    plant.at(CoordinatedPlant.B).down = false;
    rig.restart();
    hand.advance(Duration.ofMinutes(1));
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.HEURISTIC_MIXED);
  }

  @Test
  void gatewayThatLostItsVoteIsAskedAFewTimesAndThenIsAHazard() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 2);
    rig.begin();
    hand.settle();
    plant.at(CoordinatedPlant.A).forgetful = true;
    rig.restart();
    hand.settle();
    assertThat(rig.standing()).isInstanceOf(Coordination.Decided.class);
    hand.advance(Duration.ofMinutes(1));
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.HEURISTIC_HAZARD);
    assertThat(plant.calls()).filteredOn("commit A"::equals).hasSize(3);
  }

  @Test
  void forgettingIsTriedAgainAndGivenUpInTheEnd() {
    log.fate(MemoryLog.Fate.CRASH_AFTER, 3);
    rig.begin();
    hand.settle();
    plant.at(CoordinatedPlant.B).down = true;
    rig.restart();
    hand.advance(Duration.ofMinutes(5));
    assertThat(plant.calls()).filteredOn("forget B"::equals).hasSize(4);
    assertThat(rig.coordinator().live()).isZero();
    assertThat(rig.ended().outcome()).isEqualTo(Outcome.COMMITTED);
  }

  @Test
  void powerCutThatTakesWhatIsWrittenLazilyOnlyHasThemForgetOnceMore() {
    rig.begin();
    hand.settle();
    Coordination.Ended before = rig.ended();
    assertThat(before.open()).isFalse();
    assertThat(log.openOnDisk()).hasSize(1);
    plant.forgetCalls();
    rig.restart();
    hand.advance(Duration.ofMinutes(1));
    assertThat(plant.calls()).containsExactly("forget A", "forget B");
    assertThat(rig.ended()).isEqualTo(before);
    assertThat(rig.coordinator().live()).isZero();
  }

  @Test
  void powerCutAfterManyEndsTakesNoMoreThanTheLastBecauseEachWentWithTheNextDecision() {
    for (int each = 1; each <= 7; each++) {
      var unused = rig.coordinator().submit(CoordinatorRig.plan("t" + each, "A"));
      hand.settle();
      plant.at(CoordinatedPlant.A).outcome = Optional.empty();
      plant.at(CoordinatedPlant.B).outcome = Optional.empty();
    }
    assertThat(log.openOnDisk()).containsExactly("t7");
    plant.forgetCalls();
    rig.restart();
    hand.settle();
    assertThat(plant.calls()).containsExactly("forget A", "forget B");
  }
}
