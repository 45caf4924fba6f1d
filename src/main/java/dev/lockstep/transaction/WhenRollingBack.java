package dev.lockstep.transaction;

import dev.lockstep.transaction.Reply.Refusal;
import dev.lockstep.transaction.State.RollingBack;
import dev.lockstep.transaction.State.RollingBack.Disarmament;
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
        state.disarmament());
  }

  /** The decision is durable already; which attempt this is need not be. */
  private static Decision disarm(RollingBack state) {
    return Decision.volatileStep(
        in(state, Disarmament.DISARMING), new Effect.Disarm(state.branch()));
  }

  private static Decision disarmed(RollingBack state, Event.Disarmed disarmed) {
    if (state.disarmament() != Disarmament.DISARMING) {
      return Decision.stay(state);
    }
    return disarmed.stillArmed().isEmpty()
        ? Decision.forced(Endings.disarmed(state, state.outcome(), state.decided()))
        : Decision.volatileStep(in(state, Disarmament.PAUSED), new Effect.Retry());
  }

  /**
   * A person vouches that the device is disarmed, or says what else came of it. The request that
   * called it off may come twice: it vouches for nothing.
   */
  private static Decision resolve(RollingBack state, Event.Resolved resolved) {
    if (resolved.repeats(state.decided(), state.outcome())) {
      return Decision.stay(state);
    }
    if (state.disarmament() != Disarmament.PAUSED) {
      return Decision.refuse(state, Refusal.NOT_STUCK);
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
    return Decision.forced(Endings.disarmed(state, state.outcome(), resolved.decided()));
  }

  private static RollingBack in(RollingBack state, Disarmament disarmament) {
    return new RollingBack(
        state.branch(),
        state.ballot(),
        state.decided(),
        state.outcome(),
        state.progress(),
        disarmament);
  }
}
