package dev.lockstep.dashboard;

import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import java.util.List;

/**
 * A transaction that waits for a person.
 *
 * @param shown the same for every look at the same situation: a decision that was made on another
 *     one is not taken
 * @param acts what may be pressed
 */
record WaitingRow(
    String id,
    Intervention.Kind kind,
    State.Name state,
    Badge badge,
    List<String> devices,
    TimeText since,
    String cause,
    String remedy,
    String shown,
    List<Act> acts) {
  WaitingRow {
    devices = List.copyOf(devices);
    acts = List.copyOf(acts);
  }

  public String where() {
    return String.join(", ", devices);
  }

  public boolean releasable() {
    return acts.contains(Act.RELEASE);
  }

  public boolean resolvable() {
    return acts.contains(Act.COMMITTED);
  }

  public boolean forgettable() {
    return acts.contains(Act.FORGET);
  }
}
