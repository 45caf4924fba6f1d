package dev.lockstep.rest;

import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.device.TimeSource;
import dev.lockstep.transaction.TransactionId;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Coordinator role of this process.
 *
 * @param coordinator empty: the role is off
 * @param ids makes an id where a request gives none; never the same twice, also after a restart
 * @param clock for when a request came
 */
public record CoordinatorRole(
    Optional<Coordinator> coordinator,
    CoordinatorSettings settings,
    Supplier<TransactionId> ids,
    TimeSource clock) {

  /**
   * The coordinator.
   *
   * @throws RequestRefusedException COORDINATOR_OFF
   */
  public Coordinator needed() {
    return coordinator.orElseThrow(
        () ->
            new RequestRefusedException(
                ProblemType.COORDINATOR_OFF,
                "the coordinator role is off; set lockstep.coordinator.enabled=true"));
  }
}
