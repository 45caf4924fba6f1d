package dev.lockstep.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationCodec;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.Delivery;
import dev.lockstep.coordinator.PlanOrigin;
import dev.lockstep.coordinator.Ruling;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.journal.AuditSettings;
import dev.lockstep.journal.JournalConfig;
import dev.lockstep.journal.JournalSamples;
import dev.lockstep.journal.OutboxFile;
import dev.lockstep.journal.OutboxFile.Alarm;
import dev.lockstep.journal.SettableClock;
import dev.lockstep.journal.SqliteDecisionLog;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.journal.TunedSettings;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told besides transitions: alarms and people's acts. */
class OtherEventsTest {
  @TempDir Path folder;

  private final SettableClock clock = new SettableClock();
  private final EventSchema schema = new EventSchema();

  private List<CloudEvent> told(EventSource source) throws Exception {
    List<CloudEvent> events =
        source.behind(0, 100).entries().stream().map(EventSource.Entry::event).toList();
    assertThat(events)
        .allSatisfy(each -> assertThat(schema.faults(each.json())).as(each.json()).isEmpty());
    return events;
  }

  @Test
  void alarmIsToldWhenItIsRaisedAndWhenItIsClearedAndARestartTellsNeitherAgain() throws Exception {
    Map<Alarm, String> standing = new HashMap<>();
    Path path = folder.resolve("outbox.db");
    standing.put(new Alarm("t-1", "IN_DOUBT"), "voted COMMIT, and no decision; \"call\" somebody");
    try (OutboxFile file = OutboxFile.open(TunedSettings.usual(path))) {
      new AlarmWatch(() -> standing, clock).look(file);
      new AlarmWatch(() -> standing, clock).look(file);
    }
    try (OutboxFile file = OutboxFile.open(TunedSettings.usual(path))) {
      new AlarmWatch(() -> standing, clock).look(file);
      standing.clear();
      standing.put(new Alarm("", "JOURNAL_TROUBLE"), "the disk is full");
      new AlarmWatch(() -> standing, clock).look(file);

      List<CloudEvent> told = told(new NoticeEvents("line-a", file));

      assertThat(told.stream().map(CloudEvent::type))
          .containsExactly(
              "dev.lockstep.alarm.raised.v1",
              "dev.lockstep.alarm.cleared.v1",
              "dev.lockstep.alarm.raised.v1");
      assertThat(told.getFirst().json()).contains("IN_DOUBT", "\\\"call\\\" somebody");
      assertThat(told.getLast().json()).contains("the disk is full").doesNotContain("subject");
    }
  }

  @Test
  void noticesThatEveryChannelHasToldAreTakenAwayAndTheirNumbersAreNotUsedAgain() throws Exception {
    try (OutboxFile file = OutboxFile.open(TunedSettings.usual(folder.resolve("outbox.db")))) {
      Map<Alarm, String> standing = new HashMap<>(Map.of(new Alarm("t-1", "STUCK"), "look"));
      new AlarmWatch(() -> standing, clock).look(file);
      file.prune(1);
      standing.clear();
      new AlarmWatch(() -> standing, clock).look(file);

      assertThat(file.notices(0, 10)).hasSize(1);
      assertThat(file.lastNotice()).isEqualTo(2);
    }
  }

  @Test
  void actsOfOperatorsAreToldAndFailedLoginsAreNot() throws Exception {
    try (SqliteJournal journal =
            SqliteJournal.open(TunedSettings.usual(folder.resolve("journal.db")), clock);
        AuditLog audit = AuditLog.start(settings(), clock, journal);
        ActEvents source = new ActEvents("line-a", audit)) {
      journal.append(JournalSamples.entry(JournalSamples.prepared("t-1")));
      audit.noteRefused(
          new AuditRecord("login failed", new Requester("my-password", "10.0.0.9:4711"), ""));
      audit.record(
          new AuditRecord(
              "release",
              new Requester("otto", "10.0.0.9:4711"),
              "t-1",
              Map.of("operator", "Otto", "why", "the line is clear")));
      await().until(() -> audit.page(Long.MAX_VALUE, 10).size() >= 2);

      List<CloudEvent> told = told(source);

      assertThat(told).hasSize(1);
      assertThat(told.getFirst().json()).contains("release", "otto", "Otto", "the line is clear");
      assertThat(source.behind(0, 100).through()).isEqualTo(audit.lastRow());
    }
  }

  /** Whoever raises an alarm at a rollback must be able to tell that this one was wanted. */
  @Test
  void dryRunIsToldAsOneAndNamesItsPlan() throws Exception {
    CoordinationPlan plan =
        new CoordinationPlan(
            new TransactionId("dry-run.t1"),
            List.of(
                new CoordinationPlan.Share(
                    URI.create("http://127.0.0.1:8081"),
                    List.of(new CoordinationPlan.Wish("press", "Stop", Map.of(), 0)))),
            new CoordinationPlan.Terms(Duration.ofSeconds(1), 1, 1),
            Instant.EPOCH,
            CoordinationPlan.Intent.DRY_RUN,
            Optional.of(new PlanOrigin("changeover", "9f86d081884c7d65")),
            Optional.empty());
    Coordination ended =
        new Coordination.Ended(
            plan,
            List.of(new Vote.ReadOnly()),
            new Ruling(Verdict.ABORT, List.of("a dry run"), Instant.EPOCH),
            List.of(new Delivery.Excused()),
            Instant.EPOCH,
            new TreeMap<>());
    try (SqliteDecisionLog<CoordinationRecord> log =
        SqliteDecisionLog.open(
            TunedSettings.usual(folder.resolve("decisions.db")), new CoordinationCodec(), clock)) {
      var unused = log.decide("dry-run.t1", new CoordinationRecord(ended, List.of()));

      List<CloudEvent> told = told(new CoordinationEvents("line-a", log));

      assertThat(told.getFirst().json())
          .contains("\"dryRun\":true", "\"name\":\"changeover\"", "dry-run.t1");
    }
  }

  private AuditSettings settings() {
    return new AuditSettings(
        folder.resolve("journal-audit.db"),
        Duration.ofMillis(20),
        Duration.ofDays(30),
        1_000,
        UsualSettings.of(JournalConfig.class));
  }
}
