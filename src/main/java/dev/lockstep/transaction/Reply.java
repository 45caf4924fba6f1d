package dev.lockstep.transaction;

/** The immediate reply to a request. */
public sealed interface Reply {

  /** Accepted: the answer follows from the state, now or when it has advanced far enough. */
  record Taken() implements Reply {}

  /** Refused: nothing changed. */
  record Refused(Refusal refusal) implements Reply {}

  /**
   * Postponed: an effect is under way with a device, for a bounded time. The event is decided again
   * as soon as the state has changed; nothing is durable yet.
   */
  record Later() implements Reply {}

  /** The reasons for a refusal. Names are part of the REST API: never renamed. */
  enum Refusal {
    /** The id is in use for a request with other commands. */
    OTHER_COMMANDS,
    /**
     * A prepare after the end, or after the decision to roll back: the vote that was given is void.
     */
    VOTE_ENDED,
    UNKNOWN_TRANSACTION,
    /** Commit before the vote. */
    STILL_PREPARING,
    /** Commit at another instant than the one that was taken. */
    OTHER_INSTANT,
    /** Rollback after the decision to commit. */
    ALREADY_COMMITTING,
    /** Commit after the decision to roll back. */
    ALREADY_ROLLING_BACK,
    /** It ended with another outcome. */
    ENDED_OTHERWISE,
    /** The transaction does not wait for an operator's outcome. */
    NOT_STUCK,
    /** The transaction does not wait for a release. */
    NOT_WITHHELD,
    /** Only what has ended can be forgotten. */
    NOT_ENDED
  }
}
