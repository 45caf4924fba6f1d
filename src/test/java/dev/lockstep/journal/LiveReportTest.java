package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.journal.LiveReport.Row;
import dev.lockstep.transaction.Outcome;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who relies on files that are about to be thrown away. */
class LiveReportTest {
  @TempDir Path folder;

  private final SettableClock clock = new SettableClock();

  private Path decisions() {
    return folder.resolve("decisions.db");
  }

  private LiveReport report() throws JournalUnavailableException {
    return LiveReport.of(AuditedJournal.states(folder), Optional.of(decisions()));
  }

  private void journal() throws JournalUnavailableException {
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      gateway.append(JournalSamples.prepared("over"), "Checked");
      gateway.append(JournalSamples.prepared("in-doubt"), "Checked");
      gateway.append(JournalSamples.committing("over"), "CommitDecided");
      gateway.append(JournalSamples.committing("moving"), "CommitDecided");
      gateway.append(JournalSamples.ended("over", Outcome.COMMITTED, false), "Moved");
    }
  }

  private void decided(Document... documents) throws Exception {
    JournalSettings settings = TunedSettings.at(decisions()).settings();
    try (var log = SqliteDecisionLog.open(settings, Document.CODEC, clock)) {
      for (Document each : documents) {
        log.decide(each.id(), each);
      }
    }
  }

  @Test
  void whatIsNotOverIsNamedAndWhatIsOverIsNot() throws Exception {
    journal();
    decided(new Document("changeover", true, "{}"), new Document("done", false, "{}"));

    LiveReport report = report();

    assertThat(report.none()).isFalse();
    assertThat(report.transactions())
        .containsExactly(new Row("in-doubt", "PREPARED"), new Row("moving", "COMMITTING"));
    assertThat(report.coordinations()).containsExactly(new Row("changeover", "PREPARING"));
  }

  @Test
  void whereAllIsOverNobodyReliesOnIt() throws Exception {
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      gateway.append(JournalSamples.prepared("t"), "Checked");
      gateway.append(JournalSamples.ended("t", Outcome.ROLLED_BACK, false), "RollbackDecided");
    }
    decided(new Document("done", false, "{}"));

    assertThat(report().none()).isTrue();
  }

  /** A checksum that does not fit leaves open whether gateways still wait for it. */
  @Test
  void forgedCoordinationMayBeInAnyStateAndIsNamed() throws Exception {
    journal();
    decided(new Document("changeover", true, "{}"));
    AuditedJournal.tamper(decisions(), "update documents set code = 4");

    assertThat(report().coordinations()).containsExactly(new Row("changeover", "DAMAGED"));
  }

  @Test
  void damagedRowMayBeInAnyStateAndIsNamed() throws Exception {
    journal();
    decided();
    AuditedJournal.tamper(
        AuditedJournal.states(folder),
        "update transactions set body = '{\"held\":1}' where id = 'in-doubt'");

    assertThat(report().transactions()).contains(new Row("in-doubt", "DAMAGED"));
  }

  /** Nothing that is missing is taken for what never was. */
  @Test
  void fileThatIsNotThereIsNoAnswer() throws Exception {
    journal();
    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(this::report)
        .withMessageContaining("decisions.db is not there");
  }

  @Test
  void readingChangesNothingAndAGatewayMayRunMeanwhile() throws Exception {
    journal();
    decided();
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      gateway.append(JournalSamples.prepared("late"), "Checked");
      assertThat(report().transactions()).contains(new Row("late", "PREPARED"));
    }
  }
}
