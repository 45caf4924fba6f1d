package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.LogLines;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDecisionLogTest {
  @TempDir Path directory;
  private SqliteDecisionLog<Document> log;

  @BeforeEach
  void open() throws JournalUnavailableException {
    JournalSettings settings = TunedSettings.at(path()).lazyMax(Duration.ofHours(1)).settings();
    log = SqliteDecisionLog.open(settings, Document.CODEC, SqliteJournalTest.CLOCK);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private Path path() {
    return directory.resolve("decisions.db");
  }

  @Test
  void lastDocumentIsFoundAfterReopening() throws JournalUnavailableException {
    log.decide("a", new Document("a", true, "first"));
    log.decide("a", new Document("a", true, "Größe 🦾"));
    log.close();
    open();

    assertThat(log.find("a")).contains(new Document("a", true, "Größe 🦾"));
    assertThat(log.find("b")).isEmpty();
  }

  @Test
  void openDocumentsAreThoseThatAreNotClosedInTheOrderOfTheirArrival()
      throws JournalUnavailableException {
    log.decide("z", new Document("z", true, "1"));
    log.decide("m", new Document("m", true, "2"));
    log.decide("a", new Document("a", true, "3"));
    log.decide("m", new Document("m", false, "4"));

    assertThat(log.open()).containsExactly("z", "a");
  }

  @Test
  void pagesAreInTheOrderOfTheIds() throws JournalUnavailableException {
    for (String id : new String[] {"c", "a", "b"}) {
      log.decide(id, new Document(id, false, id));
    }
    assertThat(log.page("", 2).records()).extracting(Document::id).containsExactly("a", "b");
    assertThat(log.page("b", 2).records()).extracting(Document::id).containsExactly("c");
  }

  @Test
  void lastRecordIsFoundAtOnceAndGoesWithTheNextDecision() throws Exception {
    log.decide("a", new Document("a", true, "decided"));
    log.decide("b", new Document("b", true, "decided"));
    long fsyncs = log.meter().fsyncs();

    log.closeLazily(new Document("a", false, "forgotten"));

    assertThat(log.find("a")).contains(new Document("a", false, "forgotten"));
    assertThat(log.open()).containsExactly("b");
    assertThat(log.page("", 10).records()).extracting(Document::text).contains("forgotten");
    assertThat(text("a")).isEqualTo("decided");

    log.decide("c", new Document("c", true, "begun"));

    assertThat(text("a")).isEqualTo("forgotten");
    assertThat(log.meter().fsyncs()).isEqualTo(fsyncs + 1);
  }

  @Test
  void stopInOrderWritesTheLastRecords() throws Exception {
    log.decide("a", new Document("a", true, "decided"));
    log.closeLazily(new Document("a", false, "forgotten"));
    log.close();
    open();

    assertThat(log.open()).isEmpty();
    assertThat(text("a")).isEqualTo("forgotten");
  }

  /** As it lies on the disk. */
  private String text(String id) throws SQLException {
    String question = "select body from documents where id = '%s'".formatted(id);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path());
        ResultSet row = connection.createStatement().executeQuery(question)) {
      return row.getString(1);
    }
  }

  @Test
  void damagedDocumentIsNamedAndTheHealthyGoOnUntilAnOperatorHasDealtWithIt() throws Exception {
    log.decide("healthy", new Document("healthy", true, "text"));
    log.decide("hurt", new Document("hurt", true, "text"));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path())) {
      connection
          .createStatement()
          .executeUpdate("update documents set body = x'74657875' where id = 'hurt'");
    }

    assertThat(log.open()).containsExactly("healthy");
    assertThat(log.troubles()).singleElement().asString().contains("hurt", "checksum");
    assertThatThrownBy(() -> log.find("hurt"))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("hurt");
    assertThat(log.find("other")).as("the damaged one stands where it belongs").isEmpty();
    assertThat(log.find("healthy")).isPresent();
    log.decide("healthy", new Document("healthy", false, "delivered"));

    long position = log.damages().getFirst().position();
    assertThat(acknowledge(position - 1, "anna")).as("the healthy one").isEmpty();
    assertThat(acknowledge(position, "anna")).map(Acknowledgement::who).contains("anna");
    assertThat(acknowledge(position, "otto"))
        .as("a repeat")
        .map(Acknowledgement::who)
        .contains("anna");

    assertThat(log.troubles()).isEmpty();
    assertThat(log.find("hurt")).isEmpty();
  }

  @Test
  void whoPutADocumentAsideStandsInTheLogOnce() throws Exception {
    log.decide("hurt", new Document("hurt", true, "text"));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path())) {
      connection.createStatement().executeUpdate("update documents set body = x'74657875'");
    }
    assertThat(log.open()).isEmpty();
    long position = log.damages().getFirst().position();

    try (LogLines log = new LogLines("dev.lockstep.journal")) {
      acknowledge(position, "anna\r\nWARN forged");
      acknowledge(position, "otto");

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("documents", "checksum", "put aside by anna WARN forged: looked")
          .doesNotContain("\n");
    }
  }

  private Optional<Acknowledgement> acknowledge(long position, String who)
      throws JournalUnavailableException {
    return log.acknowledge(position, who, "looked", Instant.EPOCH);
  }

  @Test
  void closedDocumentsArePrunedByAgeAndByCountAndOpenOnesNever() throws Exception {
    log.close();
    SettableClock clock = new SettableClock();
    TunedSettings tuned =
        TunedSettings.at(path()).retention(Duration.ZERO, Duration.ofDays(1), 2, 1);
    log = SqliteDecisionLog.open(tuned.settings(), Document.CODEC, clock);
    log.decide("open", new Document("open", true, "text"));
    for (int n = 0; n < 5; n++) {
      log.decide("closed", new Document("closed" + n, false, "text"));
    }

    assertThat(log.prune()).isEqualTo(3);
    assertThat(log.page("", 10).records()).hasSize(3);
    clock.pass(Duration.ofDays(2));
    assertThat(log.prune()).isEqualTo(2);
    assertThat(log.page("", 10).records()).extracting(Document::id).containsExactly("open");
  }

  @Test
  void endsAreReadInTheirOrderOnceEachAlsoAfterARestart() throws Exception {
    log.decide("b", new Document("b", true, "begun"));
    log.decide("a", new Document("a", true, "begun"));
    log.decide("a", new Document("a", false, "ended"));
    log.decide("a", new Document("a", false, "ended, and forgotten"));
    log.decide("b", new Document("b", false, "ended"));
    log.decide("c", new Document("c", false, "ended at once"));

    assertThat(log.ends(0, 10))
        .extracting(SqliteDecisionLog.End::id)
        .containsExactly("a", "b", "c");
    assertThat(log.endWhenOpened()).isZero();
    log.close();
    open();
    assertThat(log.lastEnd()).isEqualTo(3);
    assertThat(log.endWhenOpened()).isEqualTo(3);
    assertThat(log.ends(1, 1))
        .containsExactly(
            new SqliteDecisionLog.End<>(2, "b", Optional.of(new Document("b", false, "ended"))));
  }

  @Test
  void logOfTheVersionBeforeIsTakenOverAndWhatEndsFromThenOnIsRead() throws Exception {
    log.close();
    Path older = directory.resolve("older.db");
    JournalSettings settings = TunedSettings.usual(older);
    Schema before =
        new Schema(
            "decisions",
            "db/decisions",
            List.of("V1__decisions.sql"),
            "documents",
            "select beats from pulse",
            "select 0",
            EntryCounter::counted,
            Database.PAGE_BYTES);
    Database.open(settings, before, Disk.REAL).close();

    log = SqliteDecisionLog.open(settings, Document.CODEC, SqliteJournalTest.CLOCK);
    log.decide("a", new Document("a", true, "begun"));
    log.decide("a", new Document("a", false, "ended"));

    assertThat(log.ends(0, 10)).hasSize(1);
  }

  @Test
  void manyAtOnceShareFsyncs() {
    try (var callers = Executors.newFixedThreadPool(32)) {
      IntStream.range(0, 640)
          .mapToObj(n -> CompletableFuture.runAsync(() -> append("c" + n), callers))
          .toList()
          .forEach(CompletableFuture::join);
    }
    assertThat(log.meter().appends()).isEqualTo(640);
    assertThat(log.meter().fsyncs()).isLessThan(320);
  }

  private void append(String id) {
    try {
      log.decide(id, new Document(id, true, id));
    } catch (JournalUnavailableException e) {
      throw new AssertionError(e);
    }
  }
}
