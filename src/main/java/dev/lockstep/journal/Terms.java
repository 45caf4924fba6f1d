package dev.lockstep.journal;

import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.State;
import java.util.Optional;

/**
 * What of a transaction does not change any more once it is there: what it is asked to do, and what
 * was voted. Written once and not again with each state, which would be most of what goes to disk.
 */
record Terms(Optional<Branch> branch, Optional<Ballot> ballot) {
  static Terms of(State state) {
    return new Terms(state.work(), state.cast());
  }

  boolean none() {
    return branch.isEmpty() && ballot.isEmpty();
  }
}
