package dev.lockstep.journal;

import static dev.lockstep.journal.JournalSamples.entry;
import static dev.lockstep.journal.JournalSamples.prepared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest {
  static final TimeSource CLOCK = () -> new Moment(Instant.now(), System.nanoTime(), "test");

  @TempDir Path directory;
  private JournalSettings settings;
  private SqliteJournal journal;

  @BeforeEach
  void open() throws JournalUnavailableException {
    settings = TunedSettings.usual(directory.resolve("lockstep.db"));
    journal = SqliteJournal.open(settings, CLOCK);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private void reopen() throws JournalUnavailableException {
    journal.close();
    open();
  }

  @Test
  void whatWasNeverWrittenIsAbsent() throws JournalUnavailableException {
    assertThat(journal.find(new TransactionId("never"))).isEqualTo(new State.Absent());
  }

  @Test
  void lastStateIsFoundAtOnceAndAfterReopening() throws JournalUnavailableException {
    journal.append(entry(prepared("a")));
    journal.append(entry(JournalSamples.committing("a")));

    assertThat(journal.find(new TransactionId("a"))).isEqualTo(JournalSamples.committing("a"));
    reopen();
    assertThat(journal.find(new TransactionId("a"))).isEqualTo(JournalSamples.committing("a"));
  }

  /** What the page on operating shows, with the tool that is on every PC. */
  @Test
  void bodiesAreJsonThatSqliteItselfReads() throws Exception {
    journal.append(entry(prepared("a")));
    journal.append(entry(JournalSamples.ended("a", Outcome.COMMITTED, false)));

    String question =
        """
        select typeof(t.body) || ' ' || typeof(c.body) || ' '
          || json_extract(t.body, '$.outcome') || ' '
          || json_extract(c.body, '$.branch.tasks[0].device')
        from transactions t join terms c using (position)""";
    try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + settings.path());
        ResultSet row = sqlite.createStatement().executeQuery(question)) {
      assertThat(row.getString(1)).isEqualTo("text text COMMITTED press-1");
    }
  }

  @Test
  void whatWaitsToBeWrittenLazilyIsFoundAtOnce() throws JournalUnavailableException {
    State.Ended tombstone = JournalSamples.ended("t", Outcome.ROLLED_BACK, false);

    journal.appendLazily(entry(tombstone));

    assertThat(journal.find(new TransactionId("t"))).isEqualTo(tombstone);
    Awaitility.await().until(() -> journal.meter().lazyAppends() == 1);
    assertThat(journal.find(new TransactionId("t"))).isEqualTo(tombstone);
  }

  @Test
  void startFindsTheLiveInTheOrderOfTheirArrivalAndNotTheEnded()
      throws JournalUnavailableException {
    journal.append(entry(prepared("z")));
    journal.append(entry(prepared("m")));
    journal.append(entry(JournalSamples.committing("a")));
    journal.append(entry(JournalSamples.ended("m", Outcome.COMMITTED, false)));
    reopen();

    assertThat(journal.atStart().live())
        .containsExactly(prepared("z"), JournalSamples.committing("a"));
    assertThat(journal.atStart().damaged()).isEmpty();
  }

  @Test
  void tombstoneThatLaterLearnsItsBranchKeepsIt() throws JournalUnavailableException {
    State.Ended known = JournalSamples.ended("t", Outcome.ROLLED_BACK, false);
    State.Ended tombstone =
        new State.Ended(
            known.id(),
            java.util.Optional.empty(),
            java.util.Optional.empty(),
            known.outcome(),
            List.of(),
            known.decided(),
            false);
    journal.append(entry(tombstone));
    assertThat(journal.find(known.id())).isEqualTo(tombstone);
    journal.append(entry(known));
    assertThat(journal.find(known.id())).isEqualTo(known);
  }

  /** What a coordinator lets the gateway forget a moment after the end. */
  @Test
  void forgettingWritesWhatWasAskedAndVotedNoSecondTime() throws Exception {
    journal.append(entry(prepared("a")));
    journal.append(entry(JournalSamples.ended("a", Outcome.COMMITTED, false)));
    long remembered = bytesOf(JournalSamples.ended("a", Outcome.COMMITTED, true));
    journal.append(entry(prepared("b")));
    journal.append(entry(JournalSamples.ended("b", Outcome.COMMITTED, false)));
    reopen();
    long lookedUp = bytesOf(JournalSamples.ended("b", Outcome.COMMITTED, true));

    assertThat(lookedUp - remembered).isGreaterThan(100);
    for (String each : List.of("a", "b")) {
      assertThat(journal.find(new TransactionId(each)))
          .isEqualTo(JournalSamples.ended(each, Outcome.COMMITTED, true));
    }
  }

  private long bytesOf(State state) throws JournalUnavailableException {
    long before = journal.meter().bytes();
    journal.append(entry(state));
    return journal.meter().bytes() - before;
  }

  /** Pruning goes behind the writer's back; who asks first finds nothing that may be forgotten. */
  @Test
  void rowThatIsGoneIsNoticedAndTheNextTryLooksAgain() throws Exception {
    State forgotten = JournalSamples.ended("a", Outcome.COMMITTED, true);
    journal.append(entry(prepared("a")));
    journal.append(entry(JournalSamples.ended("a", Outcome.COMMITTED, false)));
    try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + settings.path())) {
      sqlite.createStatement().executeUpdate("delete from transactions");
      sqlite.createStatement().executeUpdate("delete from terms");
    }

    assertThatThrownBy(() -> journal.append(entry(forgotten)))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("the row of a is gone");
    journal.append(entry(forgotten));

    assertThat(journal.find(new TransactionId("a"))).isEqualTo(forgotten);
  }

  @Test
  void manyAtOnceShareFsyncsAndLoseNothing() throws Exception {
    long threads = 64;
    int each = 20;
    try (var callers = Executors.newFixedThreadPool(64)) {
      List<Callable<Void>> calls =
          IntStream.range(0, 64)
              .<Callable<Void>>mapToObj(caller -> () -> appendMany(caller, each))
              .toList();
      for (Future<Void> done : callers.invokeAll(calls)) {
        done.get();
      }
    }
    assertThat(journal.meter().appends()).isEqualTo(2 * threads * each);
    assertThat(journal.meter().fsyncs()).isLessThan(journal.meter().appends() / 4);
    assertThat(journal.meter().groupMax())
        .isGreaterThan(4)
        .isLessThanOrEqualTo(settings.limits().groupMax());
    assertThat(journal.meter().waits().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(2 * threads * each);
    reopen();
    assertThat(journal.atStart().live())
        .hasSize(64 * each)
        .allMatch(State.Committing.class::isInstance);
  }

  private Void appendMany(int caller, int each) throws JournalUnavailableException {
    for (int n = 0; n < each; n++) {
      journal.append(entry(prepared("t-%d-%d".formatted(caller, n))));
      journal.append(entry(JournalSamples.committing("t-%d-%d".formatted(caller, n))));
    }
    return null;
  }

  @Test
  void logIsBroughtIntoTheFileWhileRowsAreAppended() throws Exception {
    long before = Files.size(settings.path());
    int threads = 32;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> all = new ArrayList<>();
      for (int caller = 0; caller < threads; caller++) {
        String prefix = "t" + caller + "-";
        all.add(
            () -> {
              for (int each = 0; each < 300; each++) {
                journal.append(entry(prepared(prefix + each)));
              }
              return null;
            });
      }
      for (Future<Void> each : callers.invokeAll(all)) {
        each.get();
      }
    }
    // Of the log's own accord it would not have happened yet.
    long copied = 1_000L * Database.PAGE_BYTES;
    Awaitility.await().until(() -> Files.size(settings.path()) > before + copied);
    assertThat(Files.size(settings.beside("-wal"))).isLessThan(64L * 1024 * Database.PAGE_BYTES);

    reopen();
    assertThat(journal.atStart().live()).hasSize(threads * 300);
  }

  @Test
  void groupIsNeverLargerThanItsMaximum() throws Exception {
    journal.close();
    settings = TunedSettings.at(settings.path()).groupMax(2).queueMax(10).settings();
    journal = SqliteJournal.open(settings, CLOCK);
    try (var callers = Executors.newFixedThreadPool(8)) {
      List<Callable<Void>> calls =
          IntStream.range(0, 8)
              .<Callable<Void>>mapToObj(caller -> () -> appendMany(caller, 5))
              .toList();
      for (Future<Void> done : callers.invokeAll(calls)) {
        done.get();
      }
    }
    assertThat(journal.meter().groupMax()).isLessThanOrEqualTo(2);
  }

  @Test
  void lazyAppendIsWrittenWithoutCompany() throws JournalUnavailableException {
    journal.appendLazily(entry(prepared("lazy")));

    Awaitility.await().until(() -> journal.meter().lazyAppends() == 1);
    assertThat(journal.meter().appends()).isZero();
    reopen();
    assertThat(journal.find(new TransactionId("lazy"))).isEqualTo(prepared("lazy"));
  }

  @Test
  void lazyAppendRidesWithTheNextGroupInTheOrderOfTheCalls() throws JournalUnavailableException {
    journal.appendLazily(entry(prepared("same")));
    journal.append(entry(JournalSamples.committing("same")));

    assertThat(journal.find(new TransactionId("same")))
        .isEqualTo(JournalSamples.committing("same"));
    assertThat(journal.meter().lazyAppends()).isEqualTo(1);
  }

  @Test
  void lazyAppendIsNotLostByClosing() throws JournalUnavailableException {
    journal.appendLazily(entry(prepared("lazy")));
    reopen();
    assertThat(journal.find(new TransactionId("lazy"))).isEqualTo(prepared("lazy"));
  }

  @Test
  void closedJournalRefusesAppendsAndVotes() {
    journal.close();
    assertThatThrownBy(() -> journal.append(entry(prepared("late"))))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("closed");
    assertThat(journal.troubles()).singleElement().asString().contains("closed");
  }

  @Test
  void healthyJournalHasNoTroubles() throws JournalUnavailableException {
    journal.append(entry(prepared("a")));
    assertThat(journal.troubles()).isEmpty();
  }
}
