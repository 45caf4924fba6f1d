package dev.lockstep.coordinator;

import dev.lockstep.transaction.Outcome;
import java.time.Duration;
import java.util.Optional;

/** What a gateway answered to a commit or a rollback. */
public sealed interface Receipt {

  /**
   * It has ended there, like this; not necessarily as decided. Only an outcome that the gateway
   * named counts: a bare 200 does not.
   */
  record Ended(Outcome outcome) implements Receipt {}

  /**
   * Taken, and under way.
   *
   * @param retryAfter when to ask again, where the gateway said so
   */
  record UnderWay(Optional<Duration> retryAfter, String detail) implements Receipt {}

  /** The gateway does not know the transaction. */
  record NotKnown(String detail) implements Receipt {}

  /** No answer, or none that says how it stands: whether it arrived is not known. */
  record Unclear(String detail) implements Receipt {}
}
