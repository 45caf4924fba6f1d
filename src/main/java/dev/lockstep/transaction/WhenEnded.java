package dev.lockstep.transaction;

import dev.lockstep.transaction.Reply.Refusal;
import dev.lockstep.transaction.State.Ended;
import java.util.Optional;

/**
 * What follows when it is over: the same outcome to everybody, for ever (DESIGN P2). One thing
 * alone may still become known: that a person here decided otherwise than the others were told.
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
      case Event.CommitDecided commit -> told(state, Outcome.COMMITTED, commit.decided());
      case Event.RollbackDecided rollback -> told(state, Outcome.ROLLED_BACK, rollback.decided());
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
      case Event.RetryDue due -> Decision.stay(state);
      case Event.Restarted restarted -> Decision.stay(state);
    };
  }

  /** Whether the coordinator may still decide: it has neither told its decision nor forgotten. */
  private static boolean open(Ended state) {
    return state.outcome().isEmpty() && !state.forgotten();
  }

  /** Whoever vouched for the last device of a mixed end may have called it by another name. */
  private static boolean repeated(Ended state, Event.Resolved resolved) {
    return switch (state.outcome().orElse(Outcome.COMMITTED)) {
      case HEURISTIC_MIXED, HEURISTIC_HAZARD -> resolved.decided().repeats(state.decided());
      case COMMITTED, ROLLED_BACK, HEURISTIC_COMMIT, HEURISTIC_ROLLBACK ->
          state.outcome().stream().anyMatch(led -> resolved.repeats(state.decided(), led));
    };
  }

  private static Decision told(Ended state, Outcome outcome, Decided decided) {
    if (state.outcome().isEmpty()) {
      // Nothing here was to be decided, so the first word of the coordinator is the truth, and
      // stays it.
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
   * What a person decided is not what the others were told: some machines of the transaction moved
   * and some did not. Whoever had forgotten it must see it again.
   */
  private static Ended contradicted(Ended state, Outcome decision, Decided told) {
    return new Ended(
        state.id(),
        state.branch(),
        state.ballot(),
        Optional.of(Outcome.HEURISTIC_MIXED),
        state.progress(),
        state.decided().against(Optional.of(told.told(decision))),
        false);
  }

  /**
   * Whoever hears that it is forgotten will not say so again, so that is durable first: a heuristic
   * would be shown anew after a power cut. Where nothing was to be decided there is nothing to be
   * shown, and the vote READ_ONLY itself was no more than written lazily.
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
