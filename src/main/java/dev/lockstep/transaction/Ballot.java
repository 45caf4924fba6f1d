package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A ballot: the vote with what it rests on. A repeated request gets the same ballot as long as its
 * transaction lives (P2).
 */
public sealed interface Ballot {
  Moment at();

  /**
   * COMMIT: after this the gateway may no longer decide alone.
   *
   * @param promise the weakest promise among the commands
   * @param heldUntil the time at which the promise lapses, where it does
   * @param before the before-image: what the devices showed when they were checked
   */
  record Yes(Promise promise, Optional<Instant> heldUntil, List<Observation> before, Moment at)
      implements Ballot {
    public Yes {
      before = List.copyOf(before);
    }
  }

  /** READ_ONLY: the branch only reads, so there is nothing to decide. */
  record ReadOnly(List<Observation> readings, Moment at) implements Ballot {
    public ReadOnly {
      readings = List.copyOf(readings);
    }
  }

  /** ROLLBACK, with all reasons that were found. */
  record No(List<Reason> reasons, Moment at) implements Ballot {
    public No {
      reasons = List.copyOf(reasons);
    }
  }
}
