package dev.lockstep.journal;

import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.util.Optional;

/**
 * The terms of a transaction: what it is asked to do, and what was voted. Written once and not
 * again with each state, which would be most of what goes to disk.
 */
record BranchAndVote(Optional<Branch> branch, Optional<Ballot> ballot) implements Codec.Terms {
  private static final BranchAndVote NONE = new BranchAndVote(Optional.empty(), Optional.empty());

  static BranchAndVote of(State state) {
    return new BranchAndVote(state.work(), state.cast());
  }

  static BranchAndVote decode(TransactionId id, String terms) {
    return terms.isEmpty() ? NONE : StateReader.decode(id, terms);
  }

  @Override
  public String encode() {
    return equals(NONE) ? "" : StateWriter.encode(this);
  }
}
