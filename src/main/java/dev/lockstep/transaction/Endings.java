package dev.lockstep.transaction;

import java.util.List;
import java.util.Optional;

/** The transitions into {@link State.Ended}. */
final class Endings {
  private Endings() {}

  /**
   * A vote ROLLBACK: the transaction ends at once, durably before the vote is answered (P2,
   * decision 20). The crash story of a vote that is answered first:
   *
   * <ol>
   *   <li>the coordinator receives ROLLBACK, rolls the others back and forgets the transaction;
   *   <li>the power fails, or the disk refuses the write;
   *   <li>a prepare that was duplicated on the network is taken for a new one, and gets COMMIT.
   * </ol>
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

  /** The end of a rollback: all devices are disarmed, or an operator confirms it. */
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
