package dev.lockstep.catalog;

import dev.lockstep.device.Action;
import dev.lockstep.device.Reason;
import java.util.List;

/** The resolution of a request's names and arguments. */
public sealed interface Resolution {

  /** An action in which every value fits. */
  record Resolved(Action action) implements Resolution {}

  /**
   * No action.
   *
   * @param reasons all reasons that were found, at least one, each with device, command and
   *     resource where these are valid names
   */
  record Refused(List<Reason> reasons) implements Resolution {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }
}
