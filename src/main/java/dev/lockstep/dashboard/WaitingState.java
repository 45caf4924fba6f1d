package dev.lockstep.dashboard;

import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import java.time.Instant;

/**
 * A state that waits for a person.
 *
 * @param since as far as the state knows
 */
record WaitingState(State state, Intervention waits, Instant since) {
  /** Those with the same key wait alike: one may decide them together. */
  WaitingGroup.Key key() {
    return new WaitingGroup.Key(
        state.name(),
        waits.kind(),
        waits.remedy(),
        state.work().flatMap(Branch::coordinator).orElse(""));
  }
}
