package dev.lockstep.journal;

import static dev.lockstep.journal.JournalSamples.entry;
import static dev.lockstep.journal.JournalSamples.prepared;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.transaction.Transition;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(JournalQueriesTest.OwnJournal.class)
class JournalQueriesTest {
  private final SettableClock clock = new SettableClock();
  private static final Optional<State.Name> ANY = Optional.empty();

  /** Beside the gateway's own journal: that one is locked by the gateway. */
  public static final class OwnJournal implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Path database = Files.createTempDirectory("journal-reads").resolve("reads.db");
        return Map.of(
            "lockstep.journal.path", database.resolveSibling("gateway.db").toString(),
            "lockstep.opcua.pki", database.resolveSibling("pki").toString(),
            "reads.path", database.toString(),
            "quarkus.datasource.jdbc.url",
                "jdbc:sqlite:%s?busy_timeout=5000&foreign_keys=true&transaction_mode=IMMEDIATE"
                    .formatted(database));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Inject JournalQueries queries;

  /** The one that the queries tell of what they find: the gateway's own. */
  @Inject SqliteJournal told;

  @ConfigProperty(name = "reads.path")
  Path path;

  private SqliteJournal journal;

  @BeforeEach
  void openEmpty() throws JournalUnavailableException, SQLException {
    journal = SqliteJournal.open(TunedSettings.usual(path), clock);
    sql("delete from transactions");
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private void sql(String statement) throws SQLException {
    String url = "jdbc:sqlite:%s?busy_timeout=5000&foreign_keys=true".formatted(path);
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.createStatement().executeUpdate(statement);
    }
  }

  @Test
  void pagesAreInTheOrderOfArrivalNewestFirst() throws JournalUnavailableException {
    for (String id : List.of("c", "a", "b", "e", "d")) {
      journal.append(entry(prepared(id)));
    }

    JournalQueries.Page first = queries.page(ANY, "", 2);
    assertThat(first.states()).containsExactly(prepared("d"), prepared("e"));
    JournalQueries.Page second = queries.page(ANY, first.next().orElseThrow().value(), 2);
    assertThat(second.states()).containsExactly(prepared("b"), prepared("a"));
    JournalQueries.Page last = queries.page(ANY, second.next().orElseThrow().value(), 2);
    assertThat(last.states()).containsExactly(prepared("c"));
    assertThat(last.next()).isEmpty();
  }

  @Test
  void pageOfOneStateHoldsNoOther() throws JournalUnavailableException {
    journal.append(entry(prepared("a")));
    journal.append(entry(JournalSamples.committing("b")));
    journal.append(entry(JournalSamples.ended("c", Outcome.COMMITTED, false)));

    assertThat(queries.page(Optional.of(State.Name.COMMITTING), "", 9).states())
        .containsExactly(JournalSamples.committing("b"));
    assertThat(queries.page(Optional.of(State.Name.ENDED), "", 9).states())
        .containsExactly(JournalSamples.ended("c", Outcome.COMMITTED, false));
    assertThat(queries.counts())
        .isEqualTo(
            Map.of(State.Name.PREPARED, 1L, State.Name.COMMITTING, 1L, State.Name.ENDED, 1L));
  }

  @Test
  void damagedRowOfAPageIsNamedAndNotLeftOut() throws JournalUnavailableException, SQLException {
    journal.append(entry(prepared("a")));
    journal.append(entry(prepared("b")));
    sql("update transactions set changed_at = changed_at + 1 where id = 'a'");

    JournalQueries.Page page = queries.page(ANY, "", 9);
    assertThat(page.states()).containsExactly(prepared("b"));
    assertThat(page.damaged()).singleElement().extracting(Damage::id).isEqualTo("a");
    assertThat(told.damages()).containsAll(page.damaged());
  }

  @Test
  void historyTellsEveryLineInOrderAlsoOfStatesThatWereOverwrittenInOneGroup()
      throws JournalUnavailableException, SQLException {
    journal.appendLazily(entry(prepared("a"), "Checked", JournalSamples.at(1)));
    journal.appendLazily(
        entry(JournalSamples.committing("a"), "CommitDecided", JournalSamples.at(2)));
    journal.append(
        entry(JournalSamples.ended("a", Outcome.COMMITTED, false), "Moved", JournalSamples.at(3)));

    List<Transition> lines = queries.history(new TransactionId("a"), 9);
    assertThat(lines)
        .containsExactly(
            entry(prepared("a"), "Checked", JournalSamples.at(1)).line(),
            entry(JournalSamples.committing("a"), "CommitDecided", JournalSamples.at(2)).line(),
            entry(
                    JournalSamples.ended("a", Outcome.COMMITTED, false),
                    "Moved",
                    JournalSamples.at(3))
                .line());
    assertThat(queries.history(new TransactionId("a"), 1)).containsExactly(lines.getLast());

    sql("update history set event = 'Other' where event = 'Checked'");
    assertThat(queries.history(new TransactionId("a"), 9).getFirst().event())
        .isEqualTo(JournalQueries.DAMAGED_LINE);
  }
}
