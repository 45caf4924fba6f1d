package dev.lockstep.rest;

import dev.lockstep.transaction.TransactionId;

/** What came of a press that was to begin a play. */
public sealed interface PlanPress {

  /**
   * It is begun, now or by the same press before.
   *
   * @param id of its coordination
   */
  record Begun(TransactionId id) implements PlanPress {}

  /** Nothing was done: since the person looked, another one played the plan. */
  record Meanwhile(PlanPlays.Play play) implements PlanPress {}
}
