package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.COORDINATOR;
import static dev.lockstep.transaction.TransactionSamples.OPERATOR;
import static dev.lockstep.transaction.TransactionSamples.applied;
import static dev.lockstep.transaction.TransactionSamples.intended;
import static dev.lockstep.transaction.TransactionSamples.later;
import static dev.lockstep.transaction.TransactionSamples.notApplied;
import static dev.lockstep.transaction.TransactionSamples.reason;
import static dev.lockstep.transaction.TransactionSamples.unknown;
import static dev.lockstep.transaction.TransactionSamples.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.State.Ended;
import dev.lockstep.transaction.State.RollingBack;
import dev.lockstep.transaction.State.RollingBack.Disarmament;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What devices answer when they are disarmed, and what a person vouches for. */
class DisarmamentTest {
  private static final Moment NOW = later(Duration.ofMinutes(3));
  private static final Reason DONE =
      reason(Code.ALREADY_APPLIED).during(Situation.ARMED_STAGED.tasks().getLast().action());

  @Test
  void answerThatItWasDoneStandsBesideWhatWasKnownOfThatCommand() {
    Moment sent = COORDINATOR.at();
    assertNoted(waiting(Code.STALE), new Progress.Waiting(List.of(reason(Code.STALE), DONE)));
    assertNoted(
        notApplied(sent), new Progress.NotApplied(sent, List.of(reason(Code.REJECTED), DONE)));
    assertNoted(
        unknown(Code.UNKNOWN), new Progress.Unknown(sent, List.of(reason(Code.UNKNOWN), DONE)));
    assertNoted(intended(), new Progress.Unknown(sent, List.of(DONE)));
    assertNoted(applied(), applied());
  }

  private static void assertNoted(Progress before, Progress after) {
    RollingBack state =
        rollingBack(OPERATOR, Outcome.HEURISTIC_ROLLBACK, List.of(applied(), before));
    Ended ended = (Ended) disarmed(state, DONE).next();
    assertThat(ended.progress()).containsExactly(applied(), after);
    assertThat(ended.outcome()).contains(Outcome.HEURISTIC_MIXED);
  }

  @Test
  void answerOfOneCommandIsNotNotedAtAnother() {
    Reason oven =
        reason(Code.ALREADY_APPLIED).during(Situation.ARMED_STAGED.tasks().getFirst().action());
    List<Progress> progress = List.of(waiting(), waiting());
    RollingBack state = rollingBack(OPERATOR, Outcome.HEURISTIC_ROLLBACK, progress);
    assertThat(((Ended) disarmed(state, oven).next()).progress())
        .containsExactly(new Progress.Waiting(List.of(oven)), waiting());
  }

  @Test
  void answerThatItWasDoneEndsARollbackBeforeTheVoteOfWhichNothingElseIsKnown() {
    RollingBack refused =
        new RollingBack(
            Situation.ARMED_STAGED,
            TransactionSamples.no(),
            COORDINATOR,
            Outcome.ROLLED_BACK,
            List.of(),
            Disarmament.DISARMING);
    Reason oven =
        reason(Code.ALREADY_APPLIED).during(Situation.ARMED_STAGED.tasks().getFirst().action());
    for (Reason each : List.of(DONE, oven)) {
      Ended ended = (Ended) disarmed(refused, each).next();
      assertThat(ended.outcome()).contains(Outcome.ROLLED_BACK);
      assertThat(ended.progress()).isEmpty();
    }
  }

  @Test
  void whoVouchesForADisarmedDeviceIsTakenAtTheirWordTwiceAndNotForAnotherOutcome() {
    RollingBack silent =
        new RollingBack(
            Situation.ARMED,
            TransactionSamples.yes(Situation.ARMED),
            COORDINATOR,
            Outcome.ROLLED_BACK,
            List.of(),
            Disarmament.PAUSED,
            List.of(reason(Code.DISCONNECTED)));
    State ended = Protocol.decide(silent, resolved(Outcome.ROLLED_BACK)).next();
    assertThat(((Ended) ended).outcome()).contains(Outcome.ROLLED_BACK);
    assertThat(((Ended) ended).decided()).isEqualTo(OPERATOR);
    for (Outcome same : List.of(Outcome.ROLLED_BACK, Outcome.HEURISTIC_ROLLBACK)) {
      assertThat(Protocol.decide(ended, resolved(same))).isEqualTo(Decision.stay(ended));
    }
    for (Outcome other :
        List.of(Outcome.COMMITTED, Outcome.HEURISTIC_MIXED, Outcome.HEURISTIC_HAZARD)) {
      assertThat(Protocol.decide(ended, resolved(other)))
          .isEqualTo(Decision.refuse(ended, Reply.Refusal.NOT_STUCK));
    }
  }

  @Test
  void requestThatCalledItOffIsKnownAgainAfterTheCoordinatorContradictedIt() {
    RollingBack ordered = rollingBack(OPERATOR, Outcome.HEURISTIC_ROLLBACK, List.of());
    State contradicted = Protocol.decide(ordered, new Event.CommitDecided(COORDINATOR)).next();
    assertThat(((RollingBack) contradicted).outcome()).isEqualTo(Outcome.HEURISTIC_MIXED);
    assertThat(Protocol.decide(contradicted, resolved(Outcome.ROLLED_BACK)))
        .isEqualTo(Decision.stay(contradicted));
  }

  private static RollingBack rollingBack(
      Decided decided, Outcome outcome, List<Progress> progress) {
    return new RollingBack(
        Situation.ARMED_STAGED,
        TransactionSamples.yes(Situation.ARMED_STAGED),
        decided,
        outcome,
        progress,
        Disarmament.DISARMING);
  }

  private static Decision disarmed(RollingBack state, Reason applied) {
    return Protocol.decide(state, new Event.Disarmed(List.of(), List.of(applied), NOW));
  }

  private static Event resolved(Outcome outcome) {
    return new Event.Resolved(outcome, List.of(), OPERATOR);
  }
}
