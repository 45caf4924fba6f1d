package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The vote with what it rests on. The same request is always shown the same ballot. */
public sealed interface Ballot {
  Moment at();

  /**
   * COMMIT: after this the gateway may no longer decide alone.
   *
   * @param promise the weakest among the commands
   * @param heldUntil when the promise lapses, where it does
   * @param before what the devices showed when they were checked
   */
  record Yes(Promise promise, Optional<Instant> heldUntil, List<Observation> before, Moment at)
      implements Ballot {
    public Yes {
      before = List.copyOf(before);
    }
  }

  /** READ_ONLY: nothing here would move, so nothing is left to decide. */
  record ReadOnly(List<Observation> readings, Moment at) implements Ballot {
    public ReadOnly {
      readings = List.copyOf(readings);
    }
  }

  /** ROLLBACK, with every reason found. */
  record No(List<Reason> reasons, Moment at) implements Ballot {
    public No {
      reasons = List.copyOf(reasons);
    }
  }
}
