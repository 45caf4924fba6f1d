package dev.lockstep.outbox;

import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.OutboxFile;
import dev.lockstep.journal.SqliteDecisionLog;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.participant.Participant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is told of a gateway.
 *
 * @param gateway its name
 * @param decisions of its coordinator role; empty where that is off, or its log is not here
 */
public record OutboxSources(
    String gateway,
    SqliteJournal journal,
    AuditLog audit,
    Participant participant,
    Optional<SqliteDecisionLog<CoordinationRecord>> decisions) {

  /** For one channel. The rare ones first: under load the history would leave them no room. */
  List<EventSource> of(OutboxFile file) {
    List<EventSource> sources = new ArrayList<>();
    sources.add(new NoticeEvents(gateway, file));
    sources.add(new ActEvents(gateway, audit));
    decisions.ifPresent(log -> sources.add(new CoordinationEvents(gateway, log)));
    sources.add(new HistoryEvents(gateway, journal));
    return sources;
  }

  AlarmWatch alarms(TimeSource clock) {
    return AlarmWatch.of(participant, clock);
  }
}
