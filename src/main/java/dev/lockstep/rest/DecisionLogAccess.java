package dev.lockstep.rest;

import dev.lockstep.journal.SqliteDecisionLog;
import java.util.Optional;

/**
 * Decision log of the coordinator role, as far as operators maintain it.
 *
 * @param log empty: the role is off, or its log is no file
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
                "no decision log in a file is open here: the coordinator role is off (lockstep.coordinator.enabled), or decisions stand in an ensemble (lockstep.coordinator.log=zookeeper), whose troubles GET /q/health tells"));
  }
}
