package dev.lockstep.transaction;

import java.util.List;
import java.util.Optional;

/** The ways into {@link State.Ended}. */
final class Endings {
  private Endings() {}

  /**
   * Voted ROLLBACK: over at once, and durable before it is told (P2). The crash story of a vote
   * that is told first: 1. the coordinator hears ROLLBACK, tells the others, and goes home; 2. the
   * power fails, or the disk takes nothing; 3. a prepare that was doubled on its way is taken for a
   * new one, and gets COMMIT. See decision 20.
   */
  static Decision refused(Branch branch, Ballot.No no) {
    Decided alone = Decided.byGateway("voted ROLLBACK", no.at());
    State.Ended ended = rolledBack(branch, Optional.of(no), alone, Outcome.ROLLED_BACK);
    return Decision.forced(ended);
  }

  static State.Ended rolledBack(
      Branch branch, Optional<Ballot> ballot, Decided decided, Outcome outcome) {
    return new State.Ended(
        branch.id(), Optional.of(branch), ballot, Optional.of(outcome), List.of(), decided, false);
  }

  /** Whatever was armed is disarmed, or a person vouches for it. */
  static State.Ended disarmed(State.RollingBack state, Outcome outcome, Decided decided) {
    return new State.Ended(
        state.branch().id(),
        Optional.of(state.branch()),
        Optional.of(state.ballot()),
        Optional.of(outcome),
        state.progress(),
        decided,
        false);
  }

  static State.Ended readOnly(Branch branch, Ballot.ReadOnly ballot) {
    Decided alone = Decided.byGateway("nothing to decide", ballot.at());
    Optional<Branch> known = Optional.of(branch);
    Optional<Ballot> cast = Optional.of(ballot);
    return new State.Ended(branch.id(), known, cast, Optional.empty(), List.of(), alone, false);
  }

  static State.Ended committed(State.Committing state, Outcome outcome, Decided decided) {
    return new State.Ended(
        state.branch().id(),
        Optional.of(state.branch()),
        Optional.of(state.vote()),
        Optional.of(outcome),
        state.progress(),
        decided,
        false);
  }
}
