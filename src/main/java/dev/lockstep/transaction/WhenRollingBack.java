package dev.lockstep.transaction;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Reply.Refusal;
import dev.lockstep.transaction.State.RollingBack;
import dev.lockstep.transaction.State.RollingBack.Disarmament;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What follows after the decision to roll back: whatever may be armed is disarmed, however long a
 * device is silent.
 */
final class WhenRollingBack {
  private WhenRollingBack() {}

  static Decision decide(RollingBack state, Event event) {
    return switch (event) {
      case Event.PrepareRequested again ->
          Protocol.repeatedLate(state, state.branch(), false, again);
      case Event.RollbackDecided told -> rollback(state, told.decided());
      case Event.CommitDecided told -> commit(state, told.decided());
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
      case Event.Forgotten forgotten -> Decision.refuse(state, Refusal.NOT_ENDED);
      case Event.Checked checked -> Decision.stay(state);
      case Event.PrepareExpired expired -> Decision.stay(state);
      case Event.Unanswered unanswered -> Decision.stay(state);
      case Event.Moved moved -> Decision.stay(state);
      case Event.Rechecked rechecked -> Decision.stay(state);
      case Event.RequirementsSeen seen -> Decision.stay(state);
    };
  }

  private static Decision rollback(RollingBack state, Decided told) {
    if (state.outcome() != Outcome.HEURISTIC_COMMIT) {
      return Decision.stay(state);
    }
    return state.decided().against().isPresent()
        ? Decision.refuse(state, Refusal.ALREADY_COMMITTING)
        : Decision.refuseAndKeep(
            contradicted(state, Outcome.ROLLED_BACK, told), Refusal.ALREADY_COMMITTING);
  }

  private static Decision commit(RollingBack state, Decided told) {
    if (state.outcome() == Outcome.HEURISTIC_COMMIT) {
      return Decision.stay(state);
    }
    boolean news =
        state.outcome() == Outcome.HEURISTIC_ROLLBACK && state.decided().against().isEmpty();
    return news
        ? Decision.refuseAndKeep(
            contradicted(state, Outcome.COMMITTED, told), Refusal.ALREADY_ROLLING_BACK)
        : Decision.refuse(state, Refusal.ALREADY_ROLLING_BACK);
  }

  /** A person decided, and now it is known that the others were told otherwise. */
  private static RollingBack contradicted(RollingBack state, Outcome decision, Decided told) {
    return new RollingBack(
        state.branch(),
        state.ballot(),
        state.decided().against(Optional.of(told.told(decision))),
        Outcome.HEURISTIC_MIXED,
        state.progress(),
        state.disarmament(),
        state.because());
  }

  /** The decision is durable already; which attempt this is need not be. */
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
   * Whether "I have done it", said by a device instead of disarming, ends the matter: nothing is
   * armed any more. Not where the decision was ROLLBACK after a COMMIT vote: then the machine moved
   * against the decision, and a person must see it.
   */
  private static boolean settledByApplied(RollingBack state) {
    return state.outcome().heuristic() || state.ballot() instanceof Ballot.No;
  }

  /** A person called it off, and the device says that it was done: both words are kept. */
  private static Outcome outcome(RollingBack state, List<Reason> applied) {
    return !applied.isEmpty() && state.outcome() == Outcome.HEURISTIC_ROLLBACK
        ? Outcome.HEURISTIC_MIXED
        : state.outcome();
  }

  /** The device's answer stands beside what was known of its command. */
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
   * A person vouches that the device is disarmed, or says what else came of it. The request that
   * called it off may come twice: until the device has failed to confirm, it vouches for nothing;
   * after that it is a second word, whatever its text. While a device is being spoken to, its
   * answer is heard first.
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
          committed ? Decision.refuse(state, Refusal.ALREADY_COMMITTING) : asMeant(state, resolved);
      case COMMITTED, HEURISTIC_COMMIT ->
          committed
              ? asMeant(state, resolved)
              : Decision.refuse(state, Refusal.ALREADY_ROLLING_BACK);
      case HEURISTIC_MIXED, HEURISTIC_HAZARD ->
          Decision.forced(Endings.disarmed(state, resolved.outcome(), resolved.decided()));
    };
  }

  private static Decision asMeant(RollingBack state, Event.Resolved resolved) {
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
