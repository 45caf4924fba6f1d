package dev.lockstep.outbox;

import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.OutboxFile;
import dev.lockstep.journal.SqliteDecisionLog;
import dev.lockstep.journal.SqliteJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is told of a gateway.
 *
 * @param gateway its name
 * @param alarms what waits for a person
 * @param decisions of its coordinator role; empty where that is off, or its log is not here
 */
public record OutboxSources(
    String gateway,
    SqliteJournal journal,
    AuditLog audit,
    AlarmWatch alarms,
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
}
