package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.journal.DecisionLog.Document;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that an older gateway wrote, before bodies were packed: a seven-fold day of one press, and
 * one coordination.
 */
class OlderJournalTest {
  @TempDir Path directory;

  private JournalSettings holding(String resource) throws IOException {
    Path path = directory.resolve("lockstep.db");
    try (InputStream older = OlderJournalTest.class.getResourceAsStream("/journal/" + resource)) {
      Files.copy(older, path);
    }
    return JournalSettings.at(path);
  }

  private static TransactionId id(String text) {
    return new TransactionId(text);
  }

  @Test
  void everythingIsReadAndWhatIsWrittenNextIsPacked() throws Exception {
    JournalSettings settings = holding("schema-3.journal");
    Map<String, Outcome> ended =
        Map.of(
            "committed", Outcome.COMMITTED,
            "rolled-back", Outcome.ROLLED_BACK,
            "refused", Outcome.ROLLED_BACK,
            "never-heard-of", Outcome.ROLLED_BACK,
            "solved-by-ada", Outcome.HEURISTIC_COMMIT,
            "together", Outcome.COMMITTED);
    State.Prepared inDoubt;
    try (SqliteJournal journal = SqliteJournal.open(settings, SqliteJournalTest.CLOCK)) {
      assertThat(journal.troubles()).isEmpty();
      for (var each : ended.entrySet()) {
        State.Ended found = (State.Ended) journal.find(id(each.getKey()));
        assertThat(found.outcome()).as(each.getKey()).contains(each.getValue());
      }
      inDoubt = (State.Prepared) journal.find(id("in-doubt"));
      assertThat(inDoubt.branch().tasks()).hasSize(1);
      assertThat(formats(settings.path())).isEqualTo("1");

      journal.append(JournalSamples.entry(inDoubt));
    }

    assertThat(formats(settings.path())).isEqualTo("1,2");
    try (SqliteJournal again = SqliteJournal.open(settings, SqliteJournalTest.CLOCK)) {
      assertThat(again.troubles()).isEmpty();
      assertThat(again.find(id("in-doubt"))).isEqualTo(inDoubt);
    }
  }

  private static String formats(Path path) throws Exception {
    String sql =
        """
        select group_concat(format) from (
          select format from transactions union select format from terms order by format)""";
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        ResultSet row = connection.createStatement().executeQuery(sql)) {
      return row.getString(1);
    }
  }

  @Test
  void coordinationIsReadAndWrittenAnew() throws Exception {
    JournalSettings settings = holding("schema-2.decisions");
    Document told;
    try (SqliteDecisionLog log = SqliteDecisionLog.open(settings, SqliteJournalTest.CLOCK)) {
      told = log.find("together").orElseThrow();
      assertThat(told.text()).contains("\"verdict\":\"COMMIT\"");
      log.append(told);
    }
    try (SqliteDecisionLog log = SqliteDecisionLog.open(settings, SqliteJournalTest.CLOCK)) {
      assertThat(log.troubles()).isEmpty();
      assertThat(log.find("together")).contains(told);
    }
  }
}
