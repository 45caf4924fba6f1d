package dev.lockstep.coordinator;

import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What is to be done once the next state is as durable as the step asks. Doing it decides nothing.
 */
public sealed interface Effect {

  /** Send a prepare; answer {@link Event.Voted}. */
  record Prepare(Plan plan, int participant) implements Effect {}

  /** Answer {@link Event.VotesDue} when the plan's time for votes is over. */
  record AwaitVotes(Duration timeout) implements Effect {}

  /**
   * It will be ABORT: wait only a little longer, so that whoever asked learns every reason and not
   * just the fastest; then answer {@link Event.VotesDue}.
   */
  record AwaitOtherReasons() implements Effect {}

  /** Tell a participant the decision; answer {@link Event.Told}. */
  record Deliver(TransactionId id, int participant, URI gateway, Verdict verdict)
      implements Effect {}

  /** Tell a participant that it may forget; answer {@link Event.ForgetAnswered}. */
  record Forget(TransactionId id, int participant, URI gateway) implements Effect {}

  /**
   * Wait, longer with every attempt, then answer {@link Event.RetryDue}.
   *
   * @param attempts so far, 1 or more
   * @param asked what the gateway asked for, where it did
   */
  record Retry(int participant, int attempts, Optional<Duration> asked) implements Effect {}
}
