package dev.lockstep.coordinator;

import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is to be done once the next state is as durable as the step asks. Doing it decides nothing.
 */
public sealed interface CoordinationEffect {

  /** Send a prepare; answer {@link CoordinationEvent.Voted}. */
  record Prepare(CoordinationPlan plan, int participant) implements CoordinationEffect {}

  /** Answer {@link CoordinationEvent.VotesDue} when the plan's time for votes is over. */
  record AwaitVotes(Duration timeout) implements CoordinationEffect {}

  /**
   * It will be ABORT: wait only a little longer, so that the caller learns every reason and not
   * just the fastest; then answer {@link CoordinationEvent.VotesDue}.
   */
  record AwaitOtherReasons() implements CoordinationEffect {}

  /**
   * Tell a participant the decision; answer {@link CoordinationEvent.Told}.
   *
   * @param instant of COMMIT, at which the machines are to move together; empty for at once
   */
  record Deliver(
      TransactionId id, int participant, URI gateway, Verdict verdict, Optional<Instant> instant)
      implements CoordinationEffect {}

  /** Tell a participant that it may forget; answer {@link CoordinationEvent.ForgetAnswered}. */
  record Forget(TransactionId id, int participant, URI gateway) implements CoordinationEffect {}

  /**
   * Wait, longer with every attempt, then answer {@link CoordinationEvent.RetryDue}.
   *
   * @param attempts so far, 1 or more
   * @param asked what the gateway asked for, where it did
   */
  record Retry(int participant, int attempts, Optional<Duration> asked)
      implements CoordinationEffect {}
}
