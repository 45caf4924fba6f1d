package dev.lockstep.catalog;

import dev.lockstep.device.Action;
import dev.lockstep.device.Reason;
import java.util.List;

/** What a request's names and arguments come to. */
public sealed interface Resolution {

  /** An action whose every value fits. */
  record Resolved(Action action) implements Resolution {}

  /**
   * None.
   *
   * @param reasons all that was found, at least one, each with device, command and resource where
   *     those are fit to be named
   */
  record Refused(List<Reason> reasons) implements Resolution {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }
}
