package dev.lockstep.participant;

import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.time.Instant;
import java.util.Optional;

/**
 * Outcome that this gateway received from the transaction's coordinator and is about to act on.
 * What an operator decided is none, nor what the gateway decided alone, nor what it has from a
 * sibling or the witness.
 *
 * @param outcome COMMITTED or ROLLED_BACK
 * @param instant at which the machines are to move, where the decision has one
 */
record ReceivedOutcome(String coordinator, Outcome outcome, Optional<Instant> instant) {

  /**
   * The outcome that is received by this event, or that a restart finds: power may have gone
   * between the journal and the witness.
   */
  static Optional<ReceivedOutcome> of(State before, Event event, State next) {
    boolean received = before instanceof State.Prepared && !(next instanceof State.Prepared);
    boolean found =
        event instanceof Event.Restarted
            && (next instanceof State.Committing || next instanceof State.RollingBack);
    Optional<Decided> decided = next.decider();
    Optional<Branch> branch = before.work();
    if (!(received || found) || decided.isEmpty() || branch.isEmpty()) {
      return Optional.empty();
    }
    return branch
        .get()
        .coordinator()
        .filter(address -> saidBy(decided.get(), address))
        .map(address -> new ReceivedOutcome(address, outcome(next), decided.get().instant()));
  }

  private static boolean saidBy(Decided decided, String coordinator) {
    return switch (decided.by()) {
      case COORDINATOR -> true;
      case EVIDENCE -> decided.who().equals(coordinator);
      case OPERATOR, GATEWAY -> false;
    };
  }

  private static Outcome outcome(State next) {
    return next instanceof State.Committing ? Outcome.COMMITTED : Outcome.ROLLED_BACK;
  }
}
