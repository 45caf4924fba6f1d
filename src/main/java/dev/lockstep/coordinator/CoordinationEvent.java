package dev.lockstep.coordinator;

import java.time.Instant;

/** What can happen to a coordination. */
public sealed interface CoordinationEvent {
  Instant at();

  /** A caller asks for it. */
  record Requested(CoordinationPlan plan) implements CoordinationEvent {
    @Override
    public Instant at() {
      return plan.at();
    }
  }

  /**
   * A prepare was answered, or failed.
   *
   * @param participant its place in the plan, from 0
   */
  record Voted(int participant, Vote vote, Instant at) implements CoordinationEvent {}

  /** The time for votes is up. */
  record VotesDue(Instant at) implements CoordinationEvent {}

  /** A commit or rollback was answered, or failed. */
  record Told(int participant, Receipt receipt, Instant at) implements CoordinationEvent {}

  /** A pause after {@link CoordinationEffect.Retry} is over. */
  record RetryDue(int participant, Instant at) implements CoordinationEvent {}

  /**
   * A gateway was told that it may forget.
   *
   * @param taken whether it did, or knew nothing of it; else it is told again
   */
  record ForgetAnswered(int participant, boolean taken, Instant at) implements CoordinationEvent {}

  /** This coordinator has started, and found the coordination in its log. */
  record Restarted(Instant at) implements CoordinationEvent {}
}
