package dev.lockstep.participant;

import dev.lockstep.transaction.TransactionId;
import java.time.Instant;
import java.util.Optional;

/** The port to coordinators: asks one for its decision. */
public interface CoordinatorClient {

  /**
   * Asks for the decision, within a configured time. Does not throw for failures of the network or
   * the coordinator.
   *
   * @param address from the prepare request; only called where it is on the configured list
   */
  Word ask(String address, TransactionId id);

  /** Why this address would never be asked; empty where it would be. No call is made. */
  default Optional<String> objection(String address) {
    return Optional.empty();
  }

  /** The coordinator's answer. */
  sealed interface Word {
    /**
     * The decision is COMMIT.
     *
     * @param instant at which the machines are to move together; empty for at once
     */
    record Commit(String evidence, Optional<Instant> instant) implements Word {
      public Commit(String evidence) {
        this(evidence, Optional.empty());
      }
    }

    /**
     * The decision is ROLLBACK.
     *
     * @param presumed whether the coordinator does not know the transaction (any more), which means
     *     ROLLBACK by presumed abort, not by a decision
     */
    record Rollback(String evidence, boolean presumed) implements Word {
      public Rollback(String evidence) {
        this(evidence, false);
      }
    }

    /**
     * The coordinator knows the transaction and has not decided yet: the siblings need not be
     * asked.
     */
    record Undecided(String detail) implements Word {}

    /**
     * No usable answer: the coordinator is unreachable, not on the list, or not trusted. The
     * transaction stays in doubt.
     */
    record Silence(String detail) implements Word {}
  }
}
