package dev.lockstep.rest;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.Acknowledgement;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SqliteDecisionLog;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.participant.Operator;
import dev.lockstep.transaction.Requester;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Acts of operators on what is damaged: recorded durably, and then done (P9, P14). Thread-safe. */
@Singleton
public final class DamageActs {
  private final SqliteJournal journal;
  private final DecisionLogAccess decisions;
  private final RequestGuard guard;
  private final TimeSource clock;

  DamageActs(
      SqliteJournal journal, DecisionLogAccess decisions, RequestGuard guard, TimeSource clock) {
    this.journal = journal;
    this.decisions = decisions;
    this.guard = guard;
    this.clock = clock;
  }

  /**
   * Puts a damaged row of the journal aside (P9).
   *
   * @return what is kept; empty where no damage is or was at that position
   * @throws RequestRefusedException AUDIT_UNAVAILABLE: nothing was done
   */
  public Optional<Acknowledgement> acknowledge(long position, Operator operator, Requester by)
      throws JournalUnavailableException {
    guard.record("acknowledge", "row " + position, operator, by);
    return journal.acknowledge(position, operator.name(), operator.reason(), clock.now().wall());
  }

  /**
   * Puts a damaged document of the coordinator's decision log aside.
   *
   * @return what is kept; empty where no damage is or was at that position
   * @throws RequestRefusedException AUDIT_UNAVAILABLE or COORDINATOR_OFF: nothing was done
   */
  public Optional<Acknowledgement> acknowledgeDecision(
      long position, Operator operator, Requester by) throws JournalUnavailableException {
    SqliteDecisionLog<?> log = decisions.needed();
    guard.record("acknowledge", "document " + position, operator, by);
    return log.acknowledge(position, operator.name(), operator.reason(), clock.now().wall());
  }
}
