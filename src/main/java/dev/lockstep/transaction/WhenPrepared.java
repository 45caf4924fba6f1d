package dev.lockstep.transaction;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Reply.Refusal;
import dev.lockstep.transaction.State.Prepared;
import dev.lockstep.transaction.State.RollingBack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The transitions of state Prepared, after a COMMIT vote. No timer ends this state: only a
 * decision, evidence of one, or an operator (P3).
 */
final class WhenPrepared {
  private WhenPrepared() {}

  static Decision decide(Prepared state, Event event) {
    return switch (event) {
      case Event.PrepareRequested again -> Protocol.repeated(state, state.branch(), again);
      case Event.CommitDecided commit ->
          CommitPlan.begin(state.branch(), state.vote(), commit.decided());
      case Event.RollbackDecided rollback ->
          rollback(state, rollback.decided(), Outcome.ROLLED_BACK);
      case Event.Resolved resolved -> resolve(state, resolved);
      case Event.Restarted restarted -> ask(state);
      case Event.InstantNear near -> Decision.stay(state);
      case Event.RetryDue due -> ask(state);
      // The vote was given: the sibling is told that, and nothing changes here.
      case Event.Renounced tooLate -> Decision.stay(state);
      case Event.PromiseLapsed lapsed -> lapsed(state, lapsed);
      case Event.Unanswered unanswered -> Decision.stay(state, new Effect.Retry());
      case Event.Rechecked rechecked -> Decision.stay(state);
      case Event.RequirementsSeen seen -> watched(state, seen);
      case Event.Released released -> Decision.refuse(state, Refusal.NOT_WITHHELD);
      case Event.Forgotten forgotten -> Decision.refuse(state, Refusal.NOT_ENDED);
      case Event.Checked checked -> Decision.stay(state);
      case Event.Armed armed -> Decision.stay(state);
      case Event.PrepareExpired expired -> Decision.stay(state);
      case Event.Moved moved -> Decision.stay(state);
      case Event.Disarmed disarmed -> Decision.stay(state);
    };
  }

  /**
   * The watch reports broken requirements. The same report again is not written, because it would
   * wear out the flash.
   */
  private static Decision watched(Prepared state, Event.RequirementsSeen seen) {
    List<Reason> broken =
        new ArrayList<>(state.broken().stream().filter(WhenPrepared::isLapse).toList());
    broken.addAll(seen.broken());
    return shown(state, broken);
  }

  /**
   * The promise lapsed. This is recorded and shown, and does not abort: the coordinator still
   * decides (P3).
   */
  private static Decision lapsed(Prepared state, Event.PromiseLapsed lapsed) {
    if (state.broken().stream().anyMatch(WhenPrepared::isLapse)) {
      return Decision.stay(state);
    }
    List<Reason> broken = new ArrayList<>();
    broken.add(lapsed.because().orElseGet(() -> timeOver(state)));
    broken.addAll(state.broken());
    return shown(state, broken);
  }

  private static Reason timeOver(Prepared state) {
    String until = state.vote().heldUntil().map(Instant::toString).orElse("now");
    return Reason.of(
        Reason.Code.PROMISE_LAPSED, "the devices guaranteed the vote until " + until + " only");
  }

  private static boolean isLapse(Reason reason) {
    return reason.code() == Reason.Code.PROMISE_LAPSED;
  }

  private static Decision shown(Prepared state, List<Reason> broken) {
    return broken.equals(state.broken())
        ? Decision.stay(state)
        : Decision.lazily(new Prepared(state.branch(), state.vote(), broken), new Effect.None());
  }

  private static Decision ask(Prepared state) {
    return Decision.stay(state, new Effect.AskCoordinator(state.branch(), state.vote().at()));
  }

  private static Decision rollback(Prepared state, Decided decided, Outcome outcome) {
    Branch branch = state.branch();
    if (!branch.arms()) {
      return Decision.forced(
          Endings.rolledBack(branch, Optional.of(state.vote()), decided, outcome));
    }
    RollingBack next =
        new RollingBack(
            branch, state.vote(), decided, outcome, List.of(), RollingBack.Disarmament.DISARMING);
    return Decision.forced(next, new Effect.Disarm(branch));
  }

  /**
   * An operator decides instead of the coordinator: the outcome is heuristic, and is shown as that
   * (P10).
   */
  private static Decision resolve(Prepared state, Event.Resolved resolved) {
    return switch (resolved.outcome()) {
      case COMMITTED, HEURISTIC_COMMIT ->
          CommitPlan.begin(state.branch(), state.vote(), resolved.decided());
      case ROLLED_BACK, HEURISTIC_ROLLBACK ->
          rollback(state, resolved.decided(), Outcome.HEURISTIC_ROLLBACK);
      // Nothing has moved yet: it cannot be mixed, and there is no hazard.
      case HEURISTIC_MIXED, HEURISTIC_HAZARD -> Decision.refuse(state, Refusal.NOT_STUCK);
    };
  }
}
