package dev.lockstep.transaction;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Reply.Refusal;
import dev.lockstep.transaction.State.RollingBack;
import dev.lockstep.transaction.State.RollingBack.Disarmament;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The transitions of state RollingBack: every device that may be armed is disarmed, however long it
 * is silent.
 */
final class WhenRollingBack {
  private WhenRollingBack() {}

  static Decision decide(RollingBack state, Event event) {
    return switch (event) {
      case Event.PrepareRequested again ->
          Protocol.repeatedLate(state, state.branch(), false, again);
      case Event.RollbackDecided decision -> rollback(state, decision.decided());
      case Event.CommitDecided decision -> commit(state, decision.decided());
      case Event.Renounced tooLate -> Decision.stay(state);
      case Event.PromiseLapsed lapsed -> Decision.stay(state);
      case Event.Armed late ->
          state.disarmament() == Disarmament.AWAITING_ARM ? disarm(state) : Decision.stay(state);
      case Event.Disarmed disarmed -> disarmed(state, disarmed);
      case Event.RetryDue due ->
          state.disarmament() == Disarmament.PAUSED ? disarm(state) : Decision.stay(state);
      case Event.Restarted restarted -> disarm(state);
      case Event.Resolved resolved -> resolve(state, resolved);
      case Event.Released released -> Decision.refuse(state, Refusal.NOT_WITHHELD);
      case Event.InstantNear near -> Decision.stay(state);
      case Event.Forgotten forgotten -> Decision.refuse(state, Refusal.NOT_ENDED);
      case Event.Checked checked -> Decision.stay(state);
      case Event.PrepareExpired expired -> Decision.stay(state);
      case Event.Unanswered unanswered -> Decision.stay(state);
      case Event.Moved moved -> Decision.stay(state);
      case Event.Rechecked rechecked -> Decision.stay(state);
      case Event.RequirementsSeen seen -> Decision.stay(state);
    };
  }

  private static Decision rollback(RollingBack state, Decided decision) {
    if (state.outcome() != Outcome.HEURISTIC_COMMIT) {
      return Decision.stay(state);
    }
    return state.decided().against().isPresent()
        ? Decision.refuse(state, Refusal.ALREADY_COMMITTING)
        : Decision.refuseAndKeep(
            contradicted(state, Outcome.ROLLED_BACK, decision), Refusal.ALREADY_COMMITTING);
  }

  private static Decision commit(RollingBack state, Decided decision) {
    if (state.outcome() == Outcome.HEURISTIC_COMMIT) {
      return Decision.stay(state);
    }
    boolean news =
        state.outcome() == Outcome.HEURISTIC_ROLLBACK && state.decided().against().isEmpty();
    return news
        ? Decision.refuseAndKeep(
            contradicted(state, Outcome.COMMITTED, decision), Refusal.ALREADY_ROLLING_BACK)
        : Decision.refuse(state, Refusal.ALREADY_ROLLING_BACK);
  }

  /**
   * The state with a contradiction: an operator decided, and it became known that the coordinator
   * decided otherwise.
   */
  private static RollingBack contradicted(RollingBack state, Outcome outcome, Decided decision) {
    return new RollingBack(
        state.branch(),
        state.ballot(),
        state.decided().against(Optional.of(decision.asContradiction(outcome))),
        Outcome.HEURISTIC_MIXED,
        state.progress(),
        state.disarmament(),
        state.because());
  }

  /** The next attempt to disarm. It is not written: the decision is durable already. */
  private static Decision disarm(RollingBack state) {
    return Decision.volatileStep(
        in(state, Disarmament.DISARMING, state.because()), new Effect.Disarm(state.branch()));
  }

  private static Decision disarmed(RollingBack state, Event.Disarmed disarmed) {
    if (state.disarmament() != Disarmament.DISARMING) {
      return Decision.stay(state);
    }
    List<Reason> applied = disarmed.applied();
    if (disarmed.stillArmed().isEmpty() && (applied.isEmpty() || settledByApplied(state))) {
      return Decision.forced(
          Endings.disarmed(noted(state, applied), outcome(state, applied), state.decided()));
    }
    List<Reason> because = new ArrayList<>(disarmed.stillArmed());
    because.addAll(applied);
    return Decision.volatileStep(in(state, Disarmament.PAUSED, because), new Effect.Retry());
  }

  /**
   * Whether the rollback ends when a device answers that it has already carried the command out:
   * then it is no longer armed. Not where ROLLBACK was decided after a COMMIT vote: the machine
   * moved against the decision, and an operator must see it.
   */
  private static boolean settledByApplied(RollingBack state) {
    return state.outcome().heuristic() || state.ballot() instanceof Ballot.No;
  }

  /**
   * The outcome at the end: mixed where an operator rolled back and a device answers that it has
   * carried the command out.
   */
  private static Outcome outcome(RollingBack state, List<Reason> applied) {
    return !applied.isEmpty() && state.outcome() == Outcome.HEURISTIC_ROLLBACK
        ? Outcome.HEURISTIC_MIXED
        : state.outcome();
  }

  /** The state with the device's answer added to the progress of its task. */
  private static RollingBack noted(RollingBack state, List<Reason> applied) {
    List<Progress> progress = new ArrayList<>(state.progress());
    for (Task task : state.branch().tasks()) {
      for (Reason each : applied) {
        if (task.number() < progress.size()
            && each.equals(Reason.of(each.code(), each.detail()).during(task.action()))) {
          progress.set(task.number(), progress.get(task.number()).noting(each));
        }
      }
    }
    return new RollingBack(
        state.branch(),
        state.ballot(),
        state.decided(),
        state.outcome(),
        progress,
        state.disarmament());
  }

  /**
   * An operator confirms that the device is disarmed, or resolves the transaction otherwise. The
   * request that began the rollback may be repeated by the client: until the device has failed to
   * confirm, it confirms nothing; after that it is a new request, whatever its text. While a
   * request to a device is under way, its answer is awaited first.
   */
  private static Decision resolve(RollingBack state, Event.Resolved resolved) {
    if (state.because().isEmpty() && resolved.repeats(state.decided(), state.outcome())) {
      return Decision.stay(state);
    }
    if (state.disarmament() != Disarmament.PAUSED) {
      return Decision.later(state);
    }
    boolean committed = state.outcome() == Outcome.HEURISTIC_COMMIT;
    return switch (resolved.outcome()) {
      case ROLLED_BACK, HEURISTIC_ROLLBACK ->
          committed
              ? Decision.refuse(state, Refusal.ALREADY_COMMITTING)
              : disarmedByOperator(state, resolved);
      case COMMITTED, HEURISTIC_COMMIT ->
          committed
              ? disarmedByOperator(state, resolved)
              : Decision.refuse(state, Refusal.ALREADY_ROLLING_BACK);
      case HEURISTIC_MIXED, HEURISTIC_HAZARD ->
          Decision.forced(Endings.disarmed(state, resolved.outcome(), resolved.decided()));
    };
  }

  private static Decision disarmedByOperator(RollingBack state, Event.Resolved resolved) {
    boolean applied =
        state.because().stream().anyMatch(reason -> reason.code() == Reason.Code.ALREADY_APPLIED)
            && state.outcome() != Outcome.HEURISTIC_COMMIT;
    Outcome outcome = applied ? Outcome.HEURISTIC_MIXED : state.outcome();
    return Decision.forced(Endings.disarmed(state, outcome, resolved.decided()));
  }

  private static RollingBack in(RollingBack state, Disarmament disarmament, List<Reason> because) {
    return new RollingBack(
        state.branch(),
        state.ballot(),
        state.decided(),
        state.outcome(),
        state.progress(),
        disarmament,
        because);
  }
}
