package dev.lockstep.journal;

import static dev.lockstep.journal.JournalSamples.entry;
import static dev.lockstep.journal.JournalSamples.prepared;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.Outcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruningTest {
  @TempDir Path directory;
  private final SettableClock clock = new SettableClock();
  private SqliteJournal journal;

  private Path path() {
    return directory.resolve("lockstep.db");
  }

  private void open(TunedSettings settings) throws JournalUnavailableException {
    journal = SqliteJournal.open(settings.settings(), clock);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void takesTheOldForgottenAndTheVeryOldEndedAndNeverAnUnforgottenHeuristic() throws Exception {
    open(TunedSettings.at(path()).retention(Duration.ofDays(1), Duration.ofDays(9), 99, 1));
    journal.append(entry(prepared("live")));
    journal.append(entry(JournalSamples.ended("heuristic", Outcome.HEURISTIC_MIXED, false)));
    journal.append(
        entry(JournalSamples.ended("forgotten-heuristic", Outcome.HEURISTIC_MIXED, true)));
    journal.append(entry(JournalSamples.ended("forgotten", Outcome.COMMITTED, true)));
    journal.append(entry(JournalSamples.ended("ended", Outcome.ROLLED_BACK, false)));

    clock.pass(Duration.ofHours(23));
    // The clock is set a year ahead, and back to 1970: nothing grows old by that.
    clock.jump(Duration.ofDays(370));
    assertThat(journal.prune()).isZero();
    clock.jump(Duration.ofDays(-20_000));
    assertThat(journal.prune()).isZero();
    clock.pass(Duration.ofDays(2));
    assertThat(journal.prune()).isEqualTo(2);
    assertThat(ids()).containsExactly("ended", "heuristic", "live");
    clock.pass(Duration.ofDays(900));
    assertThat(journal.prune()).isEqualTo(1);
    assertThat(ids()).containsExactly("heuristic", "live");
    assertThat(column("select count(*) from history")).containsExactly("2");
    assertThat(column("select count(*) from terms")).containsExactly("2");
  }

  @Test
  void whatIsStillToBeToldIsNotPrunedNeitherByAgeNorByCount() throws Exception {
    open(TunedSettings.at(path()).retention(Duration.ofDays(1), Duration.ofDays(9), 1, 10));
    for (String id : List.of("told", "untold", "newest")) {
      journal.append(entry(JournalSamples.ended(id, Outcome.COMMITTED, true)));
    }

    assertThat(journal.pruneTold(1)).isEqualTo(1);
    assertThat(ids()).containsExactly("newest", "untold");
    clock.pass(Duration.ofDays(2));
    assertThat(journal.pruneTold(1)).isZero();
    assertThat(journal.pruneTold(3)).isEqualTo(2);
  }

  @Test
  void keepsNoMoreForgottenThanWantedAndTakesTheOldest() throws Exception {
    open(TunedSettings.at(path()).retention(Duration.ofDays(1), Duration.ofDays(9), 3, 10));
    for (int n : IntStream.range(0, 25).toArray()) {
      journal.append(
          entry(
              JournalSamples.ended("t" + (char) ('a' + n), Outcome.COMMITTED, true),
              "Forgotten",
              JournalSamples.at(n)));
    }
    assertThat(journal.prune()).isEqualTo(22);
    assertThat(ids()).containsExactly("ty", "tx", "tw");
  }

  @Test
  void appendsGoOnWhilePruningRuns() throws Exception {
    open(TunedSettings.at(path()).retention(Duration.ZERO, Duration.ofDays(9), 0, 1));
    for (int n = 0; n < 40; n++) {
      journal.append(entry(JournalSamples.ended("old" + n, Outcome.COMMITTED, true)));
    }
    clock.pass(Duration.ofSeconds(1));
    Thread pruner =
        Thread.startVirtualThread(
            () -> {
              try {
                journal.prune();
              } catch (JournalUnavailableException e) {
                throw new AssertionError(e);
              }
            });
    for (int n = 0; n < 40; n++) {
      journal.append(entry(prepared("new" + n)));
    }
    pruner.join();
    assertThat(ids()).hasSize(40).allMatch(id -> id.startsWith("new"));
  }

  /** Newest first. */
  private List<String> ids() throws SQLException {
    return column("select id from transactions order by position desc");
  }

  private List<String> column(String question) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path());
        ResultSet rows = connection.createStatement().executeQuery(question)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
