package dev.lockstep.coordinator;

import dev.lockstep.transaction.Outcome;
import java.time.Instant;
import java.util.Optional;

/** How far the decision has come at one participant. */
public sealed interface Delivery {

  /** Takes no part in phase two: voted READ_ONLY or ROLLBACK, or the branch there is not ours. */
  record Excused() implements Delivery {}

  /**
   * Sent until it is confirmed, however long that takes.
   *
   * @param attempts answered or failed so far
   * @param unknowns how many "not known" in a row the gateway answered to a commit
   * @param lastError what the last attempt failed with, where it did
   */
  record Pending(int attempts, int unknowns, Optional<String> lastError) implements Delivery {
    static final Pending FIRST = new Pending(0, 0, Optional.empty());
  }

  /**
   * The gateway said how it ended there.
   *
   * @param outcome not necessarily as decided
   */
  record Confirmed(Outcome outcome, int attempts, Optional<String> lastError, Instant at)
      implements Delivery {}

  /**
   * The gateway voted COMMIT and knows nothing of it any more: what its machines did is unknown.
   */
  record Lost(int attempts, String lastError, Instant at) implements Delivery {}

  default boolean pending() {
    return switch (this) {
      case Pending pending -> true;
      case Excused excused -> false;
      case Confirmed confirmed -> false;
      case Lost lost -> false;
    };
  }
}
