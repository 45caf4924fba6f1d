package dev.lockstep.rest;

import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Mapper from votes to the JSON of the API. Decides nothing. */
public final class VoteViewMapper {
  private VoteViewMapper() {}

  /** The vote with what it rests on. */
  public static TransactionViews.Vote vote(String id, Ballot ballot) {
    return vote(id, ballot, List.of());
  }

  static TransactionViews.Vote vote(String id, Ballot ballot, List<String> warnings) {
    return new TransactionViews.Vote(
        id,
        kind(ballot),
        promise(ballot),
        heldUntil(ballot),
        readings(ballot),
        reasons(ballot),
        Optional.empty(),
        warnings);
  }

  /** A vote ROLLBACK for these reasons. */
  public static TransactionViews.Vote rollbackVote(String id, List<Reason> reasons) {
    return rollbackVote(id, reasons, Optional.empty());
  }

  private static TransactionViews.Vote rollbackVote(
      String id, List<Reason> reasons, Optional<Outcome> outcome) {
    return new TransactionViews.Vote(
        id,
        TransactionViews.Ballot.ROLLBACK,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        reasons.stream().map(TransactionViewMapper::cause).toList(),
        outcome,
        List.of());
  }

  /** The vote after the end, or after the decision to roll back; with the outcome, once it is. */
  static TransactionViews.Vote voteEnded(String id, State state) {
    Optional<Outcome> outcome = TransactionViewMapper.outcome(state);
    Optional<Outcome> comesTo =
        state instanceof State.RollingBack back ? Optional.of(back.outcome()) : outcome;
    Reason reason =
        comesTo.equals(Optional.of(Outcome.ROLLED_BACK))
            ? Reason.of(
                Reason.Code.ROLLED_BACK_BEFORE,
                "the transaction was rolled back before this prepare arrived")
            : Reason.of(
                Reason.Code.ENDED_BEFORE,
                "the transaction had ended %s before this prepare arrived; take another id"
                    .formatted(comesTo.map(Outcome::name).orElse("READ_ONLY")));
    return rollbackVote(id, List.of(reason), outcome);
  }

  static TransactionViews.Ballot kind(Ballot ballot) {
    return switch (ballot) {
      case Ballot.Yes yes -> TransactionViews.Ballot.COMMIT;
      case Ballot.ReadOnly readOnly -> TransactionViews.Ballot.READ_ONLY;
      case Ballot.No no -> TransactionViews.Ballot.ROLLBACK;
    };
  }

  static Optional<Promise> promise(Ballot ballot) {
    return switch (ballot) {
      case Ballot.Yes yes -> Optional.of(yes.promise());
      case Ballot.ReadOnly readOnly -> Optional.empty();
      case Ballot.No no -> Optional.empty();
    };
  }

  static Optional<Instant> heldUntil(Ballot ballot) {
    return switch (ballot) {
      case Ballot.Yes yes -> yes.heldUntil();
      case Ballot.ReadOnly readOnly -> Optional.empty();
      case Ballot.No no -> Optional.empty();
    };
  }

  static List<TransactionViews.Sight> readings(Ballot ballot) {
    return switch (ballot) {
      case Ballot.Yes yes -> yes.before().stream().map(TransactionViewMapper::sight).toList();
      case Ballot.ReadOnly readOnly ->
          readOnly.readings().stream().map(TransactionViewMapper::sight).toList();
      case Ballot.No no -> List.of();
    };
  }

  private static List<TransactionViews.Cause> reasons(Ballot ballot) {
    return switch (ballot) {
      case Ballot.Yes yes -> List.of();
      case Ballot.ReadOnly readOnly -> List.of();
      case Ballot.No no -> no.reasons().stream().map(TransactionViewMapper::cause).toList();
    };
  }
}
