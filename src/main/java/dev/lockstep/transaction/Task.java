package dev.lockstep.transaction;

import dev.lockstep.device.Action;
import dev.lockstep.device.Repeat;
import java.util.List;

/**
 * One command of a branch.
 *
 * @param number its place in the request, from 0
 * @param stage lower stages are done and verified before higher ones begin
 * @param action what to do
 * @param holds what the transaction holds for it, as it was resolved at the vote: journaled with
 *     it, because after a restart no device need be there to say it again
 */
public record Task(int number, int stage, Action action, List<Hold> holds) {
  public Task {
    holds = List.copyOf(holds);
  }

  /** A task of which nothing but names is known. */
  public Task(int number, int stage, Action action) {
    this(number, stage, action, Hold.of(action));
  }

  /**
   * Commands that fire once come last in their stage: what can be undone is tried before what
   * cannot.
   */
  boolean last() {
    return action.guarantees().repeat() == Repeat.ONCE;
  }

  /** The id under which the device knows this task; the same after every restart. */
  public String reference(TransactionId id) {
    return id.value() + "#" + number;
  }
}
