package dev.lockstep.transaction;

import dev.lockstep.transaction.Reply.Refusal;
import java.util.List;
import java.util.Optional;

/** The transitions of state Absent. */
final class WhenAbsent {
  private WhenAbsent() {}

  static Decision decide(State.Absent state, Event event) {
    return switch (event) {
      case Event.PrepareRequested request -> prepare(request);
      case Event.RollbackDecided rollback -> tombstone(rollback.id(), rollback.decided());
      case Event.Renounced renounced -> tombstone(renounced.id(), renounced.decided());
      case Event.CommitDecided commit -> Decision.refuse(state, Refusal.UNKNOWN_TRANSACTION);
      case Event.Released released -> Decision.refuse(state, Refusal.UNKNOWN_TRANSACTION);
      case Event.Resolved resolved -> Decision.refuse(state, Refusal.UNKNOWN_TRANSACTION);
      case Event.Forgotten forgotten -> Decision.stay(state);
      // Late results for a transaction that was rolled back and pruned meanwhile.
      case Event.Checked checked -> Decision.stay(state);
      case Event.Armed armed -> Decision.stay(state);
      case Event.PrepareExpired expired -> Decision.stay(state);
      case Event.PromiseLapsed lapsed -> Decision.stay(state);
      case Event.Unanswered unanswered -> Decision.stay(state);
      case Event.Moved moved -> Decision.stay(state);
      case Event.Disarmed disarmed -> Decision.stay(state);
      case Event.Rechecked rechecked -> Decision.stay(state);
      case Event.RequirementsSeen seen -> Decision.stay(state);
      case Event.InstantNear near -> Decision.stay(state);
      case Event.RetryDue due -> Decision.stay(state);
      case Event.Restarted restarted -> Decision.stay(state);
    };
  }

  private static Decision prepare(Event.PrepareRequested request) {
    Branch branch = request.branch();
    if (!request.objections().isEmpty()) {
      Ballot.No no = new Ballot.No(request.objections(), request.at());
      return Endings.refused(branch, no);
    }
    State.Preparing checking =
        new State.Preparing(branch, State.Preparing.Phase.CHECKING, List.of(), request.at());
    return Decision.volatileStep(checking, new Effect.Check(branch));
  }

  /**
   * Presumed abort: the rollback of an unknown transaction succeeds and leaves a tombstone, so that
   * a prepare that was overtaken on the network is refused when it arrives. The same holds for a
   * vote that was renounced to a sibling in doubt (decision 8).
   */
  private static Decision tombstone(TransactionId id, Decided decided) {
    return Decision.forced(
        new State.Ended(
            id,
            Optional.empty(),
            Optional.empty(),
            Optional.of(Outcome.ROLLED_BACK),
            List.of(),
            decided,
            false));
  }
}
