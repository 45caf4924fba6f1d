package dev.lockstep.participant;

import dev.lockstep.transaction.TransactionId;

/** The way to ask a coordinator for its decision. */
public interface CoordinatorClient {

  /**
   * Asks, within a configured time. Never throws for what network or coordinator do.
   *
   * @param address as the prepare gave it; only called where it is on the configured list
   */
  Word ask(String address, TransactionId id);

  /** What the coordinator said. */
  sealed interface Word {
    record Commit(String evidence) implements Word {}

    /**
     * Rolled back.
     *
     * @param presumed because it is not known there (any more), not because it was decided so: true
     *     of what was never committed here
     */
    record Rollback(String evidence, boolean presumed) implements Word {
      public Rollback(String evidence) {
        this(evidence, false);
      }
    }

    /** It knows the transaction and has not decided yet: nobody else needs to be asked. */
    record Undecided(String detail) implements Word {}

    /** Not reachable, not allowed to be asked, or not to be trusted: the doubt stays. */
    record Silence(String detail) implements Word {}
  }
}
