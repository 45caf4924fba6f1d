package dev.lockstep.transaction;

import dev.lockstep.device.Action;
import dev.lockstep.device.Repeat;

/**
 * One command of a branch.
 *
 * @param number its place in the request, from 0
 * @param stage lower stages are done and verified before higher ones begin
 * @param action what to do
 */
public record Task(int number, int stage, Action action) {

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
