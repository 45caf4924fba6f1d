package dev.lockstep.journal;

import static dev.lockstep.journal.JournalSamples.entry;
import static dev.lockstep.journal.JournalSamples.prepared;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ordinary start opens what a standby has taken, and finds the active one's databases. */
class TakeoverTest {
  @TempDir Path directory;
  private final SettableClock clock = new SettableClock();
  private Path active;
  private Path standby;
  private Replica replica;
  private ReplicaLink link;
  private FollowedGateway first;
  private AuditEntry.Head exported;

  @BeforeEach
  void work() throws Exception {
    active = FollowedGateway.folder(directory, "active");
    standby = FollowedGateway.folder(directory, "standby");
    replica = Replica.open(FollowedGateway.places(standby));
    link = new ReplicaLink(replica);
    first = FollowedGateway.open(active, clock, link);
    first.journal.append(entry(prepared("before"), "Checked", clock.now()));
    link.mend(FollowedGateway.sources(active));
    first.journal.append(entry(prepared("live"), "Checked", clock.now()));
    first.journal.append(entry(JournalSamples.committing("live"), "CommitDecided", clock.now()));
    first.journal.append(
        entry(
            JournalSamples.ended("by-hand", Outcome.HEURISTIC_MIXED, false),
            "Resolved",
            clock.now()));
    first.journal.appendLazily(entry(prepared("lazily"), "Checked", clock.now()));
    first.journal.append(entry(JournalSamples.ended("done", Outcome.COMMITTED, true)));
    first.decisions.decide("c-1", new Document("c-1", true, "decided"));
    first.decisions.decide("c-2", new Document("c-2", false, "ended"));
    new HistoryFollower(first.journal).follow(first.audit);
    first.outbox.move("kafka", Map.of("journal", new OutboxFile.Cursor(3, 0)));
    first.outbox.note(List.of(), Set.of(new OutboxFile.Alarm("press-1", "SILENT")), Set.of());
    exported = first.audit.head();
    assertThat(link.refusal()).isEmpty();
  }

  @AfterEach
  void close() {
    first.close();
    replica.close();
  }

  /** The PC is gone, and its clock with it; both name the line as their host. */
  private FollowedGateway takeOver(ChangeFollower follower) throws Exception {
    link.cut();
    replica.close();
    clock.boot();
    return FollowedGateway.open(
        standby, "line 1", clock, Replication.to(follower, 2, clock.now().run()));
  }

  @Test
  void nothingIsFoundDamagedOrMissingAndEverythingIsThere() throws Exception {
    Journal.Found before = first.journal.atStart();
    try (FollowedGateway next = takeOver(new ShippedChanges())) {
      Journal.Found found = next.journal.atStart();
      assertThat(found.damaged()).isEmpty();
      assertThat(found.live()).isEqualTo(before.live()).hasSize(3);
      assertThat(found.heuristics()).isEqualTo(before.heuristics()).hasSize(1);
      assertThat(next.journal.troubles()).isEmpty();
      assertThat(next.decisions.troubles()).isEmpty();
      assertThat(next.audit.troubles()).isEmpty();
      assertThat(next.decisions.open()).containsExactly("c-1");
      assertThat(next.decisions.lastEnd()).isEqualTo(first.decisions.lastEnd()).isEqualTo(1);
      assertThat(next.outbox.cursor("kafka", "journal")).contains(new OutboxFile.Cursor(3, 0));
      assertThat(next.outbox.alarms()).isEqualTo(first.outbox.alarms()).hasSize(1);
      assertThat(next.journal.lastLine()).isEqualTo(first.journal.lastLine());
      assertThat(history(next)).isEqualTo(history(first)).hasSize(6);
    }
  }

  private static List<HistoryEntry> history(FollowedGateway gateway) throws Exception {
    gateway.journal.append(entry(JournalSamples.ended("done", Outcome.COMMITTED, true)));
    try (HistoryEntries entries = HistoryEntries.of(gateway.journal)) {
      return entries.behind(0, 100).stream().filter(each -> each.line() <= 6).toList();
    }
  }

  @Test
  void markBesideEachFileHasFollowed() throws Exception {
    link.cut();
    for (String each : List.of("journal", "decisions", "audit")) {
      assertThat(Files.readString(standby.resolve(each + ".db.mark")))
          .as(each)
          .isEqualTo(Files.readString(active.resolve(each + ".db.mark")));
    }
  }

  @Test
  void chainOfTheAuditHoldsFromTheFirstRowToTheNewOnes() throws Exception {
    try (FollowedGateway next = takeOver(new ShippedChanges())) {
      HistoryFollower history = new HistoryFollower(next.journal);
      next.journal.append(entry(prepared("after"), "Checked", clock.now()));
      history.follow(next.audit);
    }
    JournalVerification.Report report =
        JournalVerification.of(
            standby.resolve("journal.db"), standby.resolve("audit.db"), Optional.of(exported));
    assertThat(report.findings()).isEmpty();
    assertThat(report.unrecorded()).isZero();
    assertThat(report.lines()).isEqualTo(7);
    assertThat(report.rows()).isEqualTo(exported.number() + 1);
  }

  @Test
  void newActiveOneGoesOnInTheSameLineOfChangeSets() throws Exception {
    List<ChangePosition> reached = replica.positions();
    ShippedChanges follower = new ShippedChanges();
    try (FollowedGateway next = takeOver(follower)) {
      next.journal.append(entry(prepared("after"), "Checked", clock.now()));

      assertThat(follower.opened).containsExactlyInAnyOrderElementsOf(reached);
      ChangeSet shipped = follower.lastOf("journal").orElseThrow();
      assertThat(shipped.term()).isEqualTo(2);
      assertThat(reached).anyMatch(shipped::follows);
    }
  }

  /** It was cut off in the middle of its work, and knows what nobody else does. */
  @Test
  void formerActiveOneTakesABaseCopyAndKeepsWhatItHadAside() throws Exception {
    link.cut();
    first.journal.append(entry(prepared("known-to-nobody-else")));
    first.close();
    ShippedChanges follower = new ShippedChanges();
    try (FollowedGateway next = takeOver(follower);
        Replica former = Replica.open(FollowedGateway.places(active))) {
      next.journal.append(entry(prepared("after"), "Checked", clock.now()));
      assertThat(former.apply(follower.lastOf("journal").orElseThrow()))
          .isInstanceOf(ReplicaAnswer.Gap.class);

      assertThat(BaseCopies.send(FollowedGateway.sources(standby), 2, former))
          .isInstanceOf(ReplicaAnswer.Durable.class);

      assertThat(former.positions()).hasSize(4);
      assertThat(FollowedGateway.differences(standby, active)).isEmpty();
    }
    assertThat(names(active))
        .contains("journal.db.before-term-2", "audit.db.before-term-2")
        .noneMatch(name -> name.endsWith(".base") || name.endsWith(".unfinished"));
    JournalSettings aside = TunedSettings.usual(active.resolve("journal.db.before-term-2"));
    try (SqliteJournal kept = SqliteJournal.open(aside, clock)) {
      assertThat(kept.find(new TransactionId("known-to-nobody-else")))
          .isInstanceOf(State.Prepared.class);
    }
  }

  /** It ended in order: there is nothing that it has and the other one has not. */
  @Test
  void formerActiveOneThatGaveEverythingAwayGoesOnFromWhereItStands() throws Exception {
    first.close();
    ShippedChanges follower = new ShippedChanges();
    try (FollowedGateway next = takeOver(follower);
        Replica former = Replica.open(FollowedGateway.places(active))) {
      next.journal.append(entry(prepared("after"), "Checked", clock.now()));

      for (ChangeSet each : follower.shipped) {
        assertThat(former.apply(each)).isInstanceOf(ReplicaAnswer.Durable.class);
      }
      assertThat(former.apply(follower.shipped.getLast()))
          .as("twice")
          .isEqualTo(new ReplicaAnswer.Durable(List.of(follower.shipped.getLast().position())));
    }
    assertThat(names(active)).noneMatch(name -> name.contains(".before-term-"));
  }

  private static List<String> names(Path folder) throws Exception {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(each -> each.getFileName().toString()).toList();
    }
  }
}
