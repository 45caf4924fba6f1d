package dev.lockstep.journal;

import static dev.lockstep.journal.JournalSamples.entry;
import static dev.lockstep.journal.JournalSamples.prepared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers and readers are told while the standby answers, answers late, or never. */
class FollowedWritesTest {
  private static final Duration WAIT_MAX = Duration.ofMillis(50);

  @TempDir Path directory;
  private final ShippedChanges standby = new ShippedChanges();
  private SqliteJournal journal;

  @BeforeEach
  void open() throws Exception {
    journal = opened();
  }

  private SqliteJournal opened() throws Exception {
    JournalSettings settings =
        TunedSettings.at(directory.resolve("journal.db"))
            .waitMax(WAIT_MAX)
            .lazyMax(Duration.ofMillis(1))
            .reserveBytes(64 * 1024)
            .settings();
    return SqliteJournal.open(
        settings, SqliteJournalTest.CLOCK, Replication.to(standby, 1, "run 1"));
  }

  @AfterEach
  void close() {
    journal.close();
  }

  /** The standby is silent: the writer has taken it, however slow this machine is. */
  private UncertainWriteException uncertain(String id) {
    while (true) {
      try {
        journal.append(entry(prepared(id)));
        throw new AssertionError("the standby has not confirmed it");
      } catch (UncertainWriteException uncertain) {
        return uncertain;
      } catch (JournalUnavailableException notTakenYet) {
        continue;
      }
    }
  }

  /** The standby answers, however slow this machine is. */
  private void appended(String id) throws JournalUnavailableException {
    while (true) {
      try {
        journal.append(entry(prepared(id)));
        return;
      } catch (UncertainWriteException slow) {
        slow.await();
        return;
      } catch (JournalUnavailableException notTakenYet) {
        continue;
      }
    }
  }

  /** It waits behind one that is uncertain, so that it can be called off, and is. */
  private void calledOff(String id) {
    assertThat(
            catchThrowableOfType(
                JournalUnavailableException.class, () -> journal.append(entry(prepared(id)))))
        .isNotInstanceOf(UncertainWriteException.class);
  }

  private String lines() throws SQLException {
    return AuditedJournal.asked(directory.resolve("journal.db"), "select count(*) from history");
  }

  private List<HistoryEntry> told() throws JournalUnavailableException {
    try (HistoryEntries entries = HistoryEntries.of(journal)) {
      return entries.behind(0, 10);
    }
  }

  @Test
  void callerIsToldWhenTheStandbyHasItAndUncertaintyEndsThere() throws Exception {
    standby.fallSilent();

    UncertainWriteException uncertain = uncertain("t-1");
    Thread waiting = Thread.startVirtualThread(() -> awaited(uncertain));
    assertThat(waiting.join(Duration.ofMillis(20))).as("still uncertain").isFalse();
    standby.confirm();
    waiting.join();

    appended("t-2");
    assertThat(journal.find(new TransactionId("t-1"))).isEqualTo(prepared("t-1"));
  }

  private static void awaited(UncertainWriteException uncertain) {
    try {
      uncertain.await();
    } catch (JournalUnavailableException lost) {
      throw new AssertionError(lost);
    }
  }

  /** A cursor that moved over it would lie ahead of what the other PC has. */
  @Test
  void lineThatIsNotConfirmedIsShownToNoReaderThatKeepsItsNumber() throws Exception {
    appended("t-1");
    standby.fallSilent();
    uncertain("t-2");
    await("it is on the disk here").until(() -> lines().equals("2"));

    assertThat(told()).hasSize(1);
    assertThat(journal.lastLine()).isEqualTo(1);
    standby.confirm();
    await("the reader").until(() -> told().size() == 2);
    assertThat(journal.lastLine()).isEqualTo(2);
  }

  @Test
  void endOfACoordinationAndRecordOfTheAuditAreNotShownEither() throws Exception {
    SettableClock clock = new SettableClock();
    try (FollowedGateway gateway = FollowedGateway.open(directory.resolve("g"), clock, standby)) {
      gateway.decisions.decide("a", new Document("a", false, "ended"));
      gateway.audit.append(AuditRecord.ofGateway("seen", Map.of()));
      standby.fallSilent();
      gateway.decisions.closeLazily(new Document("b", false, "ended"));
      var unused = gateway.audit.appendLazily(AuditRecord.ofGateway("unseen", Map.of()));
      await("both are shipped")
          .until(
              () ->
                  standby.lastOf("decisions").orElseThrow().sequence() == 3
                      && standby.lastOf("audit").orElseThrow().sequence() == 2);

      assertThat(gateway.decisions.ends(0, 10)).hasSize(1);
      assertThat(gateway.audit.behind(0, 10)).hasSize(1);
      standby.confirm();
      await("both").until(() -> gateway.decisions.ends(0, 10).size() == 2);
      await("both").until(() -> gateway.audit.behind(0, 10).size() == 2);
    }
  }

  @Test
  void waitForTheStandbyIsATroubleAndNoHungWriter() throws Exception {
    standby.fallSilent();
    uncertain("t-1");

    assertThat(journal.writerAlive().toCompletableFuture()).succeedsWithin(Duration.ofMinutes(1));
    await("trouble")
        .untilAsserted(
            () ->
                assertThat(journal.troubles())
                    .singleElement()
                    .asString()
                    .contains("waits for the standby", "lockstep standby"));

    standby.confirm();
    appended("t-2");
    assertThat(journal.troubles()).isEmpty();
  }

  @Test
  void closeDoesNotHangOnAStandbyThatNeverAnswers() throws Exception {
    standby.fallSilent();
    uncertain("t-1");
    calledOff("t-2");

    journal.close();

    ShippedChanges next = new ShippedChanges();
    journal =
        SqliteJournal.open(
            TunedSettings.usual(directory.resolve("journal.db")),
            SqliteJournalTest.CLOCK,
            Replication.to(next, 1, "run 2"));
    assertThat(journal.find(new TransactionId("t-1"))).isEqualTo(prepared("t-1"));
    assertThat(journal.find(new TransactionId("t-2"))).isEqualTo(new State.Absent());
    assertThat(next.opened).hasSize(1);
  }

  @Test
  void whatWillNeverBeKnownStaysUncertainAndNothingIsWrittenBehindIt() throws Exception {
    standby.fallSilent();
    UncertainWriteException uncertain = uncertain("t-1");
    standby.give();
    await("the end").until(() -> journal.troubles().toString().contains("the lease is lost"));
    int shipped = standby.shipped.size();

    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(() -> journal.append(entry(prepared("t-2"))))
        .withMessageContaining("takes nothing more");
    assertThatExceptionOfType(JournalUnavailableException.class).isThrownBy(journal::prune);
    assertThat(standby.shipped).hasSize(shipped);
    Thread waiting = Thread.startVirtualThread(() -> awaitedInVain(uncertain));
    waiting.interrupt();
    waiting.join();
  }

  private static void awaitedInVain(UncertainWriteException uncertain) {
    try {
      uncertain.await();
      throw new AssertionError("it cannot be known");
    } catch (JournalUnavailableException stopped) {
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
  }

  /** What a run before has committed here may not have reached the other PC. */
  @Test
  void startWaitsUntilWhatItFoundIsConfirmed() throws Exception {
    appended("t-1");
    journal.close();
    standby.fallSilent();

    journal = opened();

    assertThat(journal.atStart().live()).hasSize(1);
    Thread waiting = Thread.startVirtualThread(this::awaitFollower);
    assertThat(waiting.join(Duration.ofMillis(20))).as("still waiting").isFalse();
    assertThat(told()).isEmpty();
    calledOff("t-2");
    standby.confirm();
    waiting.join();
    await("the line").until(() -> told().size() == 1);
  }

  private void awaitFollower() {
    try {
      journal.awaitFollower();
    } catch (JournalUnavailableException lost) {
      throw new AssertionError(lost);
    }
  }

  @Test
  void wordOfAnOperatorIsUncertainTooUntilItIsConfirmed() throws Exception {
    journal.close();
    DamagedJournal.at(directory.resolve("other.db"), "t-1");
    JournalSettings settings =
        TunedSettings.at(directory.resolve("other.db")).waitMax(WAIT_MAX).settings();
    journal =
        SqliteJournal.open(settings, SqliteJournalTest.CLOCK, Replication.to(standby, 1, "run 1"));
    assertThat(journal.atStart().damaged()).hasSize(1);
    standby.fallSilent();

    long position = journal.damages().getFirst().position();
    UncertainWriteException uncertain =
        catchThrowableOfType(
            UncertainWriteException.class,
            () -> journal.acknowledge(position, "otto", "looked", Instant.EPOCH));
    standby.confirm();
    uncertain.await();
  }
}
