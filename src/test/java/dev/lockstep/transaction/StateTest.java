package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.applied;
import static dev.lockstep.transaction.TransactionSamples.committing;
import static dev.lockstep.transaction.TransactionSamples.notApplied;
import static dev.lockstep.transaction.TransactionSamples.reason;
import static dev.lockstep.transaction.TransactionSamples.unknown;
import static dev.lockstep.transaction.TransactionSamples.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.Committing.Standing;
import dev.lockstep.transaction.State.Ended;
import dev.lockstep.transaction.State.RollingBack;
import dev.lockstep.transaction.State.RollingBack.Disarmament;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is derived from a state, and stored nowhere. */
class StateTest {
  private static final State.Preparing PREPARING =
      new State.Preparing(
          Situation.WRITES, State.Preparing.Phase.CHECKING, List.of(), TransactionSamples.VOTE);
  private static final State.Prepared PREPARED = TransactionSamples.prepared(Situation.WRITES);
  private static final Committing COMMITTING =
      committing(Situation.WRITES, Standing.MOVING, applied(), waiting());
  private static final RollingBack ROLLING_BACK =
      new RollingBack(
          Situation.ARMED,
          TransactionSamples.no(),
          TransactionSamples.COORDINATOR,
          Outcome.ROLLED_BACK,
          List.of(),
          Disarmament.PAUSED,
          List.of(reason(Code.UNKNOWN)));
  private static final Ended ENDED =
      Endings.rolledBack(
          Situation.WRITES,
          Optional.of(TransactionSamples.no()),
          TransactionSamples.OPERATOR,
          Outcome.HEURISTIC_ROLLBACK);

  @Test
  void resourcesAreHeldFromTheFirstLookUntilTheEnd() {
    Map<State, Boolean> live =
        Map.of(
            new State.Absent(),
            false,
            PREPARING,
            true,
            PREPARED,
            true,
            COMMITTING,
            true,
            ROLLING_BACK,
            true,
            ENDED,
            false);
    live.forEach((state, holds) -> assertThat(state.live()).as("%s", state).isEqualTo(holds));
  }

  @Test
  void everyStateHasItsName() {
    assertThat(new State.Absent().name()).isEqualTo(State.Name.ABSENT);
    assertThat(PREPARING.name()).isEqualTo(State.Name.PREPARING);
    assertThat(PREPARED.name()).isEqualTo(State.Name.PREPARED);
    assertThat(COMMITTING.name()).isEqualTo(State.Name.COMMITTING);
    assertThat(ROLLING_BACK.name()).isEqualTo(State.Name.ROLLING_BACK);
    assertThat(ENDED.name()).isEqualTo(State.Name.ENDED);
  }

  @Test
  void workIsKnownWhereARequestCame() {
    assertThat(new State.Absent().work()).isEmpty();
    assertThat(PREPARING.work()).contains(Situation.WRITES);
    assertThat(PREPARED.work()).contains(Situation.WRITES);
    assertThat(COMMITTING.work()).contains(Situation.WRITES);
    assertThat(ROLLING_BACK.work()).contains(Situation.ARMED);
    assertThat(ENDED.work()).contains(Situation.WRITES);
  }

  @Test
  void voteAndDecisionAreShownOnceTheyAreThere() {
    assertThat(new State.Absent().cast()).isEmpty();
    assertThat(PREPARING.cast()).isEmpty();
    assertThat(PREPARED.cast()).contains(TransactionSamples.yes(Situation.WRITES));
    assertThat(COMMITTING.cast()).contains(TransactionSamples.yes(Situation.WRITES));
    assertThat(ROLLING_BACK.cast()).contains(TransactionSamples.no());
    assertThat(ENDED.cast()).contains(TransactionSamples.no());
    assertThat(new State.Absent().decider()).isEmpty();
    assertThat(PREPARING.decider()).isEmpty();
    assertThat(PREPARED.decider()).isEmpty();
    assertThat(COMMITTING.decider()).contains(TransactionSamples.COORDINATOR);
    assertThat(ROLLING_BACK.decider()).contains(TransactionSamples.COORDINATOR);
    assertThat(ENDED.decider()).contains(TransactionSamples.OPERATOR);
  }

  @Test
  void commitIsHeldBackByWhatIsRequiredAlone() {
    Committing guard = retrying(waiting(Code.REQUIREMENT_BROKEN));
    assertThat(guard.heldBack()).isTrue();
    assertThat(CommitPlan.with(guard, guard.progress(), Standing.WITHHELD).heldBack()).isFalse();
    assertThat(retrying(waiting()).heldBack()).isFalse();
    assertThat(retrying(notApplied(TransactionSamples.VOTE)).heldBack()).isFalse();
    assertThat(retrying(unknown(Code.UNKNOWN)).heldBack()).isFalse();
  }

  private static Committing retrying(Progress second) {
    return committing(Situation.WRITES, Standing.RETRYING, applied(), second);
  }

  @Test
  void reasonsSayWhyItDoesNotGoOnOrWasRefused() {
    State broken =
        new State.Prepared(
            Situation.WRITES,
            TransactionSamples.yes(Situation.WRITES),
            List.of(reason(Code.PROMISE_LAPSED)));
    Committing held =
        committing(
            Situation.WRITES,
            Standing.RETRYING,
            waiting(Code.REQUIREMENT_BROKEN),
            waiting(Code.REQUIREMENT_BROKEN));
    assertThat(broken.reasons()).containsExactly(reason(Code.PROMISE_LAPSED));
    assertThat(held.reasons()).containsExactly(reason(Code.REQUIREMENT_BROKEN));
    assertThat(retrying(notApplied(TransactionSamples.VOTE)).reasons()).isEmpty();
    assertThat(ROLLING_BACK.reasons())
        .containsExactly(reason(Code.UNKNOWN), reason(Code.DISCONNECTED));
    assertThat(ENDED.reasons()).containsExactly(reason(Code.DISCONNECTED));
    assertThat(new State.Absent().reasons()).isEmpty();
  }
}
