package dev.lockstep.journal;

import static dev.lockstep.journal.JournalSamples.entry;
import static dev.lockstep.journal.JournalSamples.prepared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFaultsTest {
  @TempDir Path directory;
  private Path path;
  private BreakableDisk disk;
  private SqliteJournal journal;

  @BeforeEach
  void open() throws JournalUnavailableException {
    path = directory.resolve("lockstep.db");
    disk = new BreakableDisk(path);
    journal = SqliteJournal.open(TunedSettings.usual(path), SqliteJournalTest.CLOCK, disk);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void fullDiskStillTakesOutcomesAndNoVotes() throws JournalUnavailableException {
    journal.append(entry(prepared("promised")));
    disk.fill();

    assertThatThrownBy(() -> journal.append(entry(prepared("vote"))))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("full");
    journal.append(entry(JournalSamples.committing("promised")));
    journal.append(entry(JournalSamples.ended("promised", Outcome.COMMITTED, false)));
    assertThatThrownBy(() -> journal.append(entry(prepared("vote"))))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("votes are not");

    assertThat(journal.troubles()).singleElement().asString().contains("full");
    assertThat(directory.resolve("lockstep.db.reserve")).doesNotExist();
    assertThat(journal.find(new TransactionId("promised"))).isInstanceOf(State.Ended.class);
    assertThat(journal.find(new TransactionId("vote"))).isEqualTo(new State.Absent());
  }

  @Test
  void votesAndReserveComeBackWithTheSpace() throws JournalUnavailableException {
    disk.fill();
    journal.append(entry(JournalSamples.committing("promised")));
    assertThat(journal.troubles()).isNotEmpty();

    disk.heal();

    Awaitility.await().untilAsserted(() -> assertThat(journal.troubles()).isEmpty());
    assertThat(directory.resolve("lockstep.db.reserve")).exists().hasSize(16 << 20);
    journal.append(entry(prepared("vote")));
  }

  @Test
  void failingFsyncFailsTheAppendAndIsATroubleUntilOneSucceeds()
      throws JournalUnavailableException {
    disk.failEachCommitWith(BreakableDisk.SQLITE_IOERR_FSYNC);
    assertThatThrownBy(() -> journal.append(entry(prepared("a"))))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("disk I/O error");
    assertThat(journal.troubles()).singleElement().asString().contains("disk I/O error");

    disk.heal();

    Awaitility.await().untilAsserted(() -> assertThat(journal.troubles()).isEmpty());
    assertThat(journal.find(new TransactionId("a"))).isEqualTo(new State.Absent());
    journal.append(entry(prepared("a")));
    assertThat(journal.find(new TransactionId("a"))).isEqualTo(prepared("a"));
    assertThat(journal.meter().failures()).isEqualTo(1);
  }

  @Test
  void oneBadRowDoesNotFailItsNeighbours() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path)) {
      connection
          .createStatement()
          .execute(
              "create trigger refuse before insert on transactions when new.id = 'bad'"
                  + " begin select raise(abort, 'refused'); end");
    }
    try (var callers = Executors.newFixedThreadPool(16)) {
      var all =
          IntStream.range(0, 64)
              .mapToObj(n -> n == 30 ? "bad" : "good" + n)
              .map(id -> CompletableFuture.supplyAsync(() -> failure(id), callers))
              .toList();
      assertThat(all.stream().map(CompletableFuture::join).filter(text -> !text.isEmpty()))
          .singleElement()
          .asString()
          .contains("refused");
    }
    assertThat(journal.troubles()).isEmpty();
    assertThat(journal.atStart().live()).hasSize(63);
  }

  private String failure(String id) {
    try {
      journal.append(entry(prepared(id)));
      return "";
    } catch (JournalUnavailableException e) {
      return e.getMessage();
    }
  }

  @Test
  void flippedOctetInTheFileIsNamedUntilAnOperatorHasDealtWithIt() throws Exception {
    journal.append(entry(prepared("healthy")));
    journal.append(entry(prepared("hurt")));
    journal.close();
    DamagedJournal.flip(path, "hurt");
    open();

    assertThat(journal.atStart().live()).containsExactly(prepared("healthy"));
    assertThat(journal.atStart().damaged()).singleElement().asString().contains("hurt", "checksum");
    assertThat(journal.troubles()).singleElement().asString().contains("hurt", "checksum");
    assertThatThrownBy(() -> journal.find(new TransactionId("hurt")))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("hurt");
    journal.append(entry(JournalSamples.committing("healthy")));

    Damage damage = journal.damages().getFirst();
    Acknowledgement word = new Acknowledgement(damage, "anna", "looked", Instant.EPOCH);
    assertThat(acknowledge(damage.position() + 1, "anna")).isEmpty();
    assertThat(acknowledge(damage.position() - 1, "anna")).as("the healthy row").isEmpty();
    assertThat(acknowledge(damage.position(), "anna")).contains(word);
    assertThat(acknowledge(damage.position(), "otto")).as("a repeat").contains(word);

    assertThat(journal.troubles()).isEmpty();
    assertThat(journal.find(new TransactionId("hurt"))).isEqualTo(new State.Absent());
    assertThat(
            one(
                "select acknowledged_by || ' ' || id || ' ' || length(terms_body) > 100 from"
                    + " damaged"))
        .isEqualTo("1");
    assertThat(one("select acknowledged_by || ': ' || reason from damaged"))
        .isEqualTo("anna: looked");
    assertThat(journal.atStart().live()).containsExactly(JournalSamples.committing("healthy"));
  }

  @Test
  void damagedRowThatNobodyAskedForByItsIdCanBeAcknowledgedAllTheSame() throws Exception {
    journal.append(entry(JournalSamples.ended("ended", Outcome.COMMITTED, false)));
    one("update transactions set changed_at = changed_at + 1 where 1 returning 1");
    long position = Long.parseLong(one("select position from transactions"));

    assertThat(acknowledge(position, "anna")).map(Acknowledgement::who).contains("anna");
    assertThat(journal.find(new TransactionId("ended"))).isEqualTo(new State.Absent());
  }

  private Optional<Acknowledgement> acknowledge(long position, String who)
      throws JournalUnavailableException {
    return journal.acknowledge(position, who, "looked", Instant.EPOCH);
  }

  @Test
  void placeOfARowThatWasPutAsideIsNeverGivenToAnother() throws Exception {
    journal.append(entry(prepared("hurt")));
    one("update transactions set changed_at = 1 where 1 returning 1");
    assertThat(journal.atStart().damaged()).hasSize(1);
    long place = journal.damages().getFirst().position();
    assertThat(acknowledge(place, "anna")).isPresent();
    journal.close();
    open();

    journal.append(entry(prepared("next")));

    assertThat(one("select position from transactions")).isEqualTo(Long.toString(place + 1));
    assertThat(acknowledge(place, "otto").map(Acknowledgement::who)).contains("anna");
    assertThat(journal.find(new TransactionId("next"))).isEqualTo(prepared("next"));
  }

  @Test
  void rowThatPassesItsCheckAfterAllIsNotPutAside() throws Exception {
    journal.append(entry(prepared("a")));
    one("update transactions set changed_at = changed_at + 1 where 1 returning 1");
    assertThat(journal.atStart().damaged()).hasSize(1);
    long place = journal.damages().getFirst().position();
    one("update transactions set changed_at = changed_at - 1 where 1 returning 1");

    assertThatThrownBy(() -> acknowledge(place, "anna"))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("restart the gateway");

    assertThat(journal.troubles()).hasSize(1);
    assertThat(journal.find(new TransactionId("a"))).isEqualTo(prepared("a"));
  }

  @Test
  void rowWhoseIdIsDamagedIsNotTakenForAbsent() throws Exception {
    journal.append(entry(prepared("first-transaction")));
    one("update transactions set id = 'other-transaction' where 1 returning 1");

    assertThatThrownBy(() -> journal.find(new TransactionId("first-transaction")))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("checksum");
    assertThat(journal.troubles()).hasSize(1);
  }

  @Test
  void damagedRowThatStandsWhereItBelongsHidesNoOther() throws Exception {
    journal.append(entry(prepared("hurt")));
    one("update transactions set changed_at = 1 where 1 returning 1");
    assertThat(journal.atStart().damaged()).hasSize(1);

    assertThat(journal.find(new TransactionId("other"))).isEqualTo(new State.Absent());
    assertThatThrownBy(() -> journal.find(new TransactionId("hurt")))
        .isInstanceOf(JournalUnavailableException.class);
  }

  @Test
  void whatIsNotFoundMayBeTheRowWhosePlaceIsDamaged() throws Exception {
    journal.append(entry(prepared("hurt")));
    one("update transactions set id = 'other', id_hash = id_hash + 1 where 1 returning 1");
    assertThat(journal.atStart().damaged()).hasSize(1);

    assertThatThrownBy(() -> journal.find(new TransactionId("hurt")))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("is not found, and may stand in what is missing");
    assertThat(acknowledge(journal.damages().getFirst().position(), "anna")).isPresent();
    assertThat(journal.find(new TransactionId("hurt"))).isEqualTo(new State.Absent());
  }

  @Test
  void rowInAFormatOfAnotherVersionIsNamed() throws Exception {
    journal.append(entry(prepared("a")));
    one("update transactions set format = 7 where 1 returning 1");

    assertThat(journal.atStart().damaged()).singleElement().asString().contains("format 7");
  }

  @Test
  void liveRowThatLostItsBranchIsNamed() throws Exception {
    journal.append(entry(prepared("a")));
    one("delete from terms where 1 returning 1");

    assertThat(journal.atStart().damaged())
        .singleElement()
        .asString()
        .contains("branch is missing");
  }

  @Test
  void appendToARowThatWasPutAsideBehindTheWritersBackIsNotLost() throws Exception {
    journal.append(entry(prepared("a")));
    one("delete from transactions where 1 returning 1");

    assertThatThrownBy(() -> journal.append(entry(prepared("a"))))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("is gone");
    journal.append(entry(prepared("a")));
    assertThat(journal.find(new TransactionId("a"))).isEqualTo(prepared("a"));
  }

  private String one(String query) throws SQLException {
    String url = "jdbc:sqlite:%s?foreign_keys=true&busy_timeout=5000".formatted(path);
    try (Connection connection = DriverManager.getConnection(url);
        var rows = connection.createStatement().executeQuery(query)) {
      return rows.next() ? rows.getString(1) : "nothing";
    }
  }
}
