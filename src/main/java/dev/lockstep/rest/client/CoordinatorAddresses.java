package dev.lockstep.rest.client;

import dev.lockstep.coordinator.CoordinationPlan;

/** Where a gateway in doubt learns the decision. */
@FunctionalInterface
public interface CoordinatorAddresses {
  /**
   * The address that a participant is told in its prepare.
   *
   * @param participant its place in the plan, from 0
   */
  String of(CoordinationPlan plan, int participant);
}
