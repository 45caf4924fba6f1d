package dev.lockstep.journal;

import static dev.lockstep.journal.JournalSamples.committing;
import static dev.lockstep.journal.JournalSamples.entry;
import static dev.lockstep.journal.JournalSamples.prepared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries that were acknowledged, and vanish in a way that SQLite takes for nothing at all. */
@Tag("fault")
class MissingEntriesTest {
  private static final List<String> FILES = List.of("", "-wal", ".mark");

  @TempDir Path directory;
  private Path path;
  private Path killed;

  @BeforeEach
  void leaveBehindWhatAKilledGatewayLeaves() throws Exception {
    path = directory.resolve("lockstep.db");
    killed = Files.createDirectory(directory.resolve("killed")).resolve("lockstep.db");
    try (SqliteJournal journal = open(path)) {
      for (String id : List.of("a", "b", "c")) {
        journal.append(entry(prepared(id)));
      }
      copy(path, killed);
    }
  }

  private static SqliteJournal open(Path path) throws JournalUnavailableException {
    return SqliteJournal.open(TunedSettings.usual(path), SqliteJournalTest.CLOCK);
  }

  private static void copy(Path from, Path to) throws IOException {
    for (String each : FILES) {
      Path file = beside(from, each);
      if (Files.exists(file)) {
        Files.copy(file, beside(to, each), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static Path beside(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  @Test
  void killedGatewayMissesNothing() throws Exception {
    try (SqliteJournal journal = open(killed)) {
      assertThat(journal.troubles()).isEmpty();
      assertThat(journal.atStart().live()).hasSize(3);
    }
  }

  @Test
  void bitFlippedInTheLogIsNamedThoughSqliteDropsTheRestOfTheLogForIt() throws Exception {
    flip(beside(killed, "-wal"), Files.size(beside(killed, "-wal")) - 100);

    assertMissing(killed);
  }

  @Test
  void bitFlippedInTheHeaderOfTheLogIsNamedThoughSqliteDropsTheWholeLogForIt() throws Exception {
    flip(beside(killed, "-wal"), 17);

    assertMissing(killed);
  }

  @Test
  void truncatedLogIsNamed() throws Exception {
    truncate(beside(killed, "-wal"), 700);

    assertMissing(killed);
  }

  @Test
  void deletedLogIsNamed() throws Exception {
    Files.delete(beside(killed, "-wal"));

    assertMissing(killed);
  }

  @Test
  void emptyFileInTheJournalsPlaceIsNotTakenForANewOne() throws Exception {
    Files.delete(beside(killed, "-wal"));
    truncate(killed, 0);

    assertMissing(killed);
  }

  @Test
  void yesterdaysBackupIsNamedAndVotesStayOffUntilAnOperatorHasTakenNote() throws Exception {
    Path backup = directory.resolve("backup.db");
    Files.copy(path, backup);
    try (SqliteJournal journal = open(path)) {
      journal.append(entry(committing("a")));
    }
    Files.copy(backup, path, StandardCopyOption.REPLACE_EXISTING);

    assertMissing(path);
    try (SqliteJournal journal = open(path)) {
      // Outcomes are still written; as many of them as are missing must not paper that over.
      for (String id : List.of("a", "b", "c", "d")) {
        journal.append(entry(committing(id)));
      }
      assertThat(journal.find(new TransactionId("a"))).isEqualTo(committing("a"));
    }
    assertMissing(path);
    try (SqliteJournal journal = open(path)) {
      assertThat(acknowledge(journal, "anna")).map(Acknowledgement::who).contains("anna");
      assertThat(journal.troubles()).isEmpty();
      assertThat(journal.find(new TransactionId("none"))).isEqualTo(new State.Absent());
      assertThat(acknowledge(journal, "otto"))
          .as("a repeat")
          .map(Acknowledgement::who)
          .contains("anna");
      journal.append(entry(prepared("next")));
    }
    try (SqliteJournal journal = open(path)) {
      assertThat(journal.troubles()).isEmpty();
      assertThat(journal.atStart().live()).hasSize(5);
    }
  }

  private static Optional<Acknowledgement> acknowledge(SqliteJournal journal, String who)
      throws JournalUnavailableException {
    return journal.acknowledge(Damage.MISSING, who, "looked", Instant.EPOCH);
  }

  @Test
  void journalWithoutAMarkOrWithATornOneOpensAndKeepsOneFromThenOn() throws Exception {
    Files.delete(beside(killed, ".mark"));
    open(killed).close();
    Files.writeString(beside(killed, ".mark"), "1 99");
    open(killed).close();

    Files.delete(killed);

    assertMissing(killed);
  }

  @Test
  void truncatedFileIsRefusedWithWhatToDo() throws Exception {
    truncate(path, Files.size(path) / 1024 * 512);

    assertThatThrownBy(() -> open(path))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("malformed")
        .hasMessageContaining("bring back a copy");
  }

  @Test
  void decisionLogMissesItsDecisionsToo() throws Exception {
    Path decisions = directory.resolve("decisions.db");
    JournalSettings settings = TunedSettings.usual(decisions);
    try (SqliteDecisionLog<Document> log =
        SqliteDecisionLog.open(settings, Document.CODEC, SqliteJournalTest.CLOCK)) {
      log.decide("a", new Document("a", true, "commit"));
    }
    Files.delete(decisions);
    try (SqliteDecisionLog<Document> log =
        SqliteDecisionLog.open(settings, Document.CODEC, SqliteJournalTest.CLOCK)) {
      assertThat(log.troubles()).singleElement().asString().contains("ended at entry");
      assertThat(log.gaps()).singleElement().asString().contains("ended at entry");
      assertThatThrownBy(() -> log.find("a"))
          .as("what is not found was perhaps decided")
          .isInstanceOf(JournalUnavailableException.class)
          .hasMessageContaining("ended at entry");
      assertThat(log.acknowledge(Damage.MISSING, "anna", "looked", Instant.EPOCH)).isPresent();
      assertThat(log.find("a")).isEmpty();
    }
  }

  private static void assertMissing(Path path) throws JournalUnavailableException {
    try (SqliteJournal journal = open(path)) {
      assertThat(journal.troubles())
          .singleElement()
          .asString()
          .contains(path.toString(), "had been durable", "acknowledge position 0");
      assertThat(journal.atStart().damaged()).hasSize(1);
      assertThat(journal.damages()).singleElement().matches(each -> each.position() == 0);
      assertThatThrownBy(() -> journal.find(new TransactionId("none")))
          .as("it may stand in what is missing")
          .isInstanceOf(JournalUnavailableException.class)
          .hasMessageContaining("had been durable");
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile octets = new RandomAccessFile(file.toFile(), "rw")) {
      octets.seek(at);
      int before = octets.read();
      octets.seek(at);
      octets.write(before ^ 1);
    }
  }

  private static void truncate(Path file, long length) throws IOException {
    try (RandomAccessFile octets = new RandomAccessFile(file.toFile(), "rw")) {
      octets.setLength(length);
    }
  }
}
