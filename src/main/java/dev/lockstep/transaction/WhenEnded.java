package dev.lockstep.transaction;

import dev.lockstep.transaction.Reply.Refusal;
import dev.lockstep.transaction.State.Ended;
import java.util.Optional;

/**
 * The transitions of state Ended: every client gets the same outcome (P2). Only one thing may still
 * change: it may become known that an operator decided otherwise here than the coordinator did
 * (decision 9).
 */
final class WhenEnded {
  private WhenEnded() {}

  static Decision decide(Ended state, Event event) {
    return switch (event) {
      case Event.PrepareRequested late ->
          state
              .branch()
              .map(known -> Protocol.repeatedLate(state, known, open(state), late))
              .orElseGet(() -> Decision.refuse(state, Refusal.VOTE_ENDED));
      case Event.CommitDecided commit ->
          coordinatorDecided(state, Outcome.COMMITTED, commit.decided());
      case Event.RollbackDecided rollback ->
          coordinatorDecided(state, Outcome.ROLLED_BACK, rollback.decided());
      case Event.Renounced asked -> Decision.stay(state);
      case Event.PromiseLapsed lapsed -> Decision.stay(state);
      case Event.Forgotten forgotten -> forgotten(state);
      case Event.Released released -> Decision.refuse(state, Refusal.NOT_WITHHELD);
      case Event.Resolved resolved ->
          repeated(state, resolved)
              ? Decision.stay(state)
              : Decision.refuse(state, Refusal.NOT_STUCK);
      case Event.Checked checked -> Decision.stay(state);
      case Event.Armed armed -> Decision.stay(state);
      case Event.PrepareExpired expired -> Decision.stay(state);
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

  /**
   * Whether the coordinator may still decide: it has neither sent its decision nor forgotten the
   * transaction.
   */
  private static boolean open(Ended state) {
    return state.outcome().isEmpty() && !state.forgotten();
  }

  /**
   * Whether a resolution repeats the one that ended the transaction. At a mixed end the operator
   * may have chosen another outcome for the last device.
   */
  private static boolean repeated(Ended state, Event.Resolved resolved) {
    return switch (state.outcome().orElse(Outcome.COMMITTED)) {
      case HEURISTIC_MIXED, HEURISTIC_HAZARD -> resolved.decided().repeats(state.decided());
      case COMMITTED, ROLLED_BACK, HEURISTIC_COMMIT, HEURISTIC_ROLLBACK ->
          state.outcome().stream().anyMatch(led -> resolved.repeats(state.decided(), led));
    };
  }

  private static Decision coordinatorDecided(Ended state, Outcome outcome, Decided decided) {
    if (state.outcome().isEmpty()) {
      // READ_ONLY left nothing to decide here, so the first decision of the coordinator stands
      // (decision 7).
      Ended known =
          new Ended(
              state.id(),
              state.branch(),
              state.ballot(),
              Optional.of(outcome),
              state.progress(),
              decided,
              state.forgotten());
      return Decision.forced(known);
    }
    Outcome known = state.outcome().get();
    if (known == outcome) {
      return Decision.stay(state);
    }
    boolean otherwise =
        outcome == Outcome.COMMITTED
            ? known == Outcome.HEURISTIC_ROLLBACK
            : known == Outcome.HEURISTIC_COMMIT;
    return otherwise && state.decided().against().isEmpty()
        ? Decision.refuseAndKeep(contradicted(state, outcome, decided), Refusal.ENDED_OTHERWISE)
        : Decision.refuse(state, Refusal.ENDED_OTHERWISE);
  }

  /**
   * The end with a contradiction: the operator decided otherwise than the coordinator, so some
   * machines of the transaction moved and some did not. A transaction that was forgotten is shown
   * again.
   */
  private static Ended contradicted(Ended state, Outcome outcome, Decided decision) {
    return new Ended(
        state.id(),
        state.branch(),
        state.ballot(),
        Optional.of(Outcome.HEURISTIC_MIXED),
        state.progress(),
        state.decided().against(Optional.of(decision.asContradiction(outcome))),
        false);
  }

  /**
   * The coordinator forgets the transaction. This is durable before the answer, because the
   * coordinator does not repeat it: otherwise a heuristic outcome would be shown again after a
   * power cut. READ_ONLY has nothing to show, and was itself written lazily.
   */
  private static Decision forgotten(Ended state) {
    if (state.forgotten()) {
      return Decision.stay(state);
    }
    Ended next =
        new Ended(
            state.id(),
            state.branch(),
            state.ballot(),
            state.outcome(),
            state.progress(),
            state.decided(),
            true);
    return state.outcome().isEmpty()
        ? Decision.lazily(next, new Effect.None())
        : Decision.forced(next);
  }
}
