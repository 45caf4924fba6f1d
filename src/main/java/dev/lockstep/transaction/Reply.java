package dev.lockstep.transaction;

/** What a request is told at once. */
public sealed interface Reply {

  /** Taken: the answer follows from the state, now or when it has come far enough. */
  record Taken() implements Reply {}

  /** Refused: nothing changed. */
  record Refused(Refusal refusal) implements Reply {}

  /**
   * Taken later: a device is being spoken to, for a bounded time. The event is put again as soon as
   * the state has changed; nothing is durable yet.
   */
  record Later() implements Reply {}

  /** Why a request is refused. Names are part of the REST API: never renamed. */
  enum Refusal {
    /** The same id came before with other commands. */
    OTHER_COMMANDS,
    /** A prepare after the end, or after the decision to roll back: the vote there was is void. */
    VOTE_ENDED,
    UNKNOWN_TRANSACTION,
    /** Commit before the vote. */
    STILL_PREPARING,
    /** Rollback after the decision to commit. */
    ALREADY_COMMITTING,
    /** Commit after the decision to roll back. */
    ALREADY_ROLLING_BACK,
    /** It ended with another outcome. */
    ENDED_OTHERWISE,
    /** Nothing here waits for an operator's outcome. */
    NOT_STUCK,
    /** Nothing here waits for a release. */
    NOT_WITHHELD,
    /** Only what has ended can be forgotten. */
    NOT_ENDED
  }
}
