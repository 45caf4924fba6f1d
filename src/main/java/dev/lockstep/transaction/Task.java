package dev.lockstep.transaction;

import dev.lockstep.device.Action;
import dev.lockstep.device.Repeat;
import java.util.List;

/**
 * A task: one resolved command of a branch.
 *
 * @param number its index in the request, from 0
 * @param stage lower stages are done and verified before higher ones begin
 * @param action the resolved command
 * @param holds what the transaction holds for it, as resolved at the vote: journaled with it,
 *     because after a restart the device may be unreachable
 */
public record Task(int number, int stage, Action action, List<Hold> holds) {
  public Task {
    holds = List.copyOf(holds);
  }

  /** A task with holds by name alone. */
  public Task(int number, int stage, Action action) {
    this(number, stage, action, Hold.of(action));
  }

  /**
   * Whether the task comes last in its stage: commands that are sent once do, so that what can be
   * repeated is tried before what cannot.
   */
  boolean last() {
    return action.guarantees().repeat() == Repeat.ONCE;
  }

  /** The command id for the device's own record; the same after every restart. */
  public String reference(TransactionId id) {
    return id.value() + "#" + number;
  }
}
