package dev.lockstep.transaction;

import dev.lockstep.transaction.Decided.Contradiction;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.RollingBack;
import java.util.Optional;

/** The end of a commit by an operator: with which outcome, and what is disarmed before. */
final class CommitResolution {
  private CommitResolution() {}

  /**
   * Ends the commit. While an actuation is under way, its result is awaited first, for a bounded
   * time. The request by which an operator decided to commit may be repeated by the client: soon
   * after the first it must not be taken as the statement that the machines moved. Where an
   * operator is waited for, or later, it is a new request, whatever its text.
   */
  static Decision decide(Committing state, Event.Resolved resolved) {
    boolean again =
        resolved.repeats(state.decided(), Outcome.HEURISTIC_COMMIT)
            && resolved.decided().soonAfter(state.decided());
    switch (state.standing()) {
      case MOVING -> {
        return again ? Decision.stay(state) : Decision.later(state);
      }
      case AWAITING, RETRYING -> {
        if (again) {
          return Decision.stay(state);
        }
      }
      case WITHHELD, STUCK -> {}
    }
    Outcome outcome =
        switch (resolved.outcome()) {
          case COMMITTED, HEURISTIC_COMMIT -> Outcome.HEURISTIC_COMMIT;
          case ROLLED_BACK, HEURISTIC_ROLLBACK -> Outcome.HEURISTIC_ROLLBACK;
          case HEURISTIC_MIXED -> Outcome.HEURISTIC_MIXED;
          case HEURISTIC_HAZARD -> Outcome.HEURISTIC_HAZARD;
        };
    Optional<Contradiction> known = known(state.decided(), outcome);
    Decided operator = resolved.decided().against(known);
    if (outcome == Outcome.HEURISTIC_COMMIT && known.isPresent()) {
      outcome = Outcome.HEURISTIC_MIXED;
    }
    return mayBeArmed(state)
        ? disarm(state, operator, outcome)
        : Decision.forced(Endings.committed(state, outcome, operator));
  }

  /**
   * The transaction's decision, where it is known and is not the outcome that the operator chooses
   * here.
   */
  private static Optional<Contradiction> known(Decided before, Outcome meant) {
    return before.heuristic()
        ? before.against().filter(contradiction -> meant != Outcome.HEURISTIC_ROLLBACK)
        : Optional.of(before.asContradiction(Outcome.COMMITTED))
            .filter(contradiction -> meant != Outcome.HEURISTIC_COMMIT);
  }

  /** Whether a device may still be armed: it could act on what was staged in it later. */
  private static boolean mayBeArmed(Committing state) {
    return state.branch().tasks().stream()
        .filter(task -> task.action().guarantees().preparation().arms())
        .anyMatch(task -> !state.progress().get(task.number()).done());
  }

  /** The rollback of what is still armed, whatever outcome the operator chose. */
  private static Decision disarm(Committing state, Decided operator, Outcome outcome) {
    Branch branch = state.branch();
    RollingBack next =
        new RollingBack(
            branch,
            state.vote(),
            operator,
            outcome,
            state.progress(),
            RollingBack.Disarmament.DISARMING);
    return Decision.forced(next, new Effect.Disarm(branch));
  }
}
