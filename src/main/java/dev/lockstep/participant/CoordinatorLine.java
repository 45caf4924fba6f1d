package dev.lockstep.participant;

import dev.lockstep.transaction.TransactionId;

/** The way to ask a coordinator for its decision. */
public interface CoordinatorLine {

  /**
   * Asks, within a configured time. Never throws for what network or coordinator do.
   *
   * @param address as the prepare gave it; only called where it is on the configured list
   */
  Word ask(String address, TransactionId id);

  /** What the coordinator said. */
  sealed interface Word {
    record Commit(String evidence) implements Word {}

    record Rollback(String evidence) implements Word {}

    /** It knows the transaction and has not decided yet: nobody else needs to be asked. */
    record Undecided(String detail) implements Word {}

    /** Not reachable, not allowed to be asked, or not to be trusted: the doubt stays. */
    record Silence(String detail) implements Word {}
  }
}
