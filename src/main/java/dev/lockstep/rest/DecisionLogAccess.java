package dev.lockstep.rest;

import dev.lockstep.journal.SqliteDecisionLog;
import java.util.Optional;

/**
 * Decision log of the coordinator role, as far as operators maintain it.
 *
 * @param log empty: the role is off
 */
public record DecisionLogAccess(Optional<SqliteDecisionLog<?>> log) {

  /**
   * The log.
   *
   * @throws RequestRefusedException COORDINATOR_OFF
   */
  SqliteDecisionLog<?> needed() {
    return log.orElseThrow(
        () ->
            new RequestRefusedException(
                ProblemType.COORDINATOR_OFF,
                "the coordinator role is off; set lockstep.coordinator.enabled=true"));
  }
}
