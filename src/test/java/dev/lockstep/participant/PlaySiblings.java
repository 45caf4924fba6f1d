package dev.lockstep.participant;

import dev.lockstep.device.Moment;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;

/** The siblings of a simulation: the answers of one gateway to another. */
final class PlaySiblings {
  private PlaySiblings() {}

  /**
   * One gateway asks another. Where that one has not voted yet, it is asked to renounce its vote;
   * the result shows at the next inquiry.
   */
  static Word word(
      ParticipantRig other, TransactionId id, PlayCoordinator coordinator, Moment now) {
    if (!other.up()) {
      return new Word.Silence("no answer");
    }
    State state = other.journal.durable(id);
    return switch (state) {
      case State.Absent absent -> renounce(other, id, coordinator, now);
      case State.Preparing preparing -> renounce(other, id, coordinator, now);
      case State.Prepared prepared -> new Word.Silence("voted");
      case State.Committing committing ->
          committing.decided().by() == Decided.Authority.OPERATOR
              ? new Word.Silence("by a person")
              : new Word.Commit("committing", committing.decided().instant());
      case State.RollingBack back ->
          back.outcome() == Outcome.ROLLED_BACK
              ? new Word.Rollback("rolling back")
              : new Word.Silence("by a person");
      case State.Ended ended ->
          switch (ended.outcome().orElse(Outcome.HEURISTIC_HAZARD)) {
            case COMMITTED -> new Word.Commit("committed", ended.decided().instant());
            case ROLLED_BACK -> new Word.Rollback("rolled back");
            case HEURISTIC_COMMIT, HEURISTIC_ROLLBACK, HEURISTIC_MIXED, HEURISTIC_HAZARD ->
                new Word.Silence("decides for that gateway alone");
          };
    };
  }

  /** Renounces a vote without cause, which a gateway that has not voted may always do. */
  static Word renounce(
      ParticipantRig other, TransactionId id, PlayCoordinator coordinator, Moment now) {
    Decided alone = Decided.byGateway("asked by a sibling in doubt", now);
    coordinator.between(other, id, new Event.Renounced(id, alone));
    return new Word.Silence("may still vote");
  }
}
