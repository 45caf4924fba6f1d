package dev.lockstep.journal;

import dev.lockstep.device.TimeSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/** The open file of the audit log: a database like a journal's, with a chain in it. Thread-safe. */
final class AuditFile implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.journal");

  /** So many rows go at once: this file holds up nothing but itself. */
  private static final int PRUNED_AT_ONCE = 10_000;

  private final AuditSettings settings;
  private final Database database;
  private final TimeSource clock;
  private final ObservedTime time;
  private final GroupCommit<AuditAppend> commit;
  private final GroupWriter<AuditAppend> writer;

  private AuditFile(AuditSettings settings, Database database, TimeSource clock)
      throws JournalUnavailableException, SQLException {
    this.settings = settings;
    this.database = database;
    this.clock = clock;
    try (Connection connection = database.connect()) {
      this.time = ObservedTime.open(connection, Schema.AUDIT.table(), clock);
    }
    this.commit =
        GroupCommit.on(
            database,
            each -> new AuditWriter(each, time, () -> clock.now().wall()),
            settings.storage(),
            clock);
    this.writer = new GroupWriter<>(settings.storage(), clock, commit);
  }

  /** Opens the file, made where there is none. What vanished from its end becomes a record. */
  static AuditFile open(AuditSettings settings, TimeSource clock, Replication replication)
      throws JournalUnavailableException {
    Database database =
        Database.open(new Database.Place(settings.storage(), Schema.AUDIT, Disk.REAL, replication));
    try {
      AuditFile file = new AuditFile(settings, database, clock);
      file.recordLoss();
      return file;
    } catch (SQLException | IOException e) {
      database.close();
      throw database.unavailable("cannot be opened", e);
    } catch (JournalUnavailableException e) {
      database.close();
      throw e;
    }
  }

  private void recordLoss() throws JournalUnavailableException, IOException {
    Optional<HighWater.Loss> loss = database.highWater().loss();
    if (loss.isPresent()) {
      String from = Long.toString(loss.get().from() + 1);
      String to = Long.toString(loss.get().to());
      append(AuditRecord.ofGateway("records missing", Map.of("from", from, "to", to)));
      database.highWater().forgive();
      LOG.errorf(
          "the audit log %s has lost its records %s to %s: an older copy took its place, or"
              + " somebody cut it; the chain says so from now on",
          settings.path(), from, to);
    }
  }

  /** Returns when the record would survive a power cut. */
  void append(AuditRecord record) throws JournalUnavailableException {
    writer.append(AuditAppend.of(body(record)), true);
  }

  /**
   * Goes with the next append, or alone a little later.
   *
   * @return over when it is written, or lost
   */
  CompletableFuture<?> appendLazily(AuditRecord record) {
    return writer.appendLazily(AuditAppend.of(body(record)), false);
  }

  /** Records lines of the journal's history, and that it has come so far. */
  void follow(List<AuditEntry.Timed> records, long line) throws JournalUnavailableException {
    List<String> bodies = records.stream().map(each -> each.record().body(each.at())).toList();
    writer.append(new AuditAppend(bodies, OptionalLong.of(line), OptionalLong.empty()), false);
  }

  private String body(AuditRecord record) {
    return record.body(now());
  }

  Instant now() {
    return clock.now().wall();
  }

  /** The last line of the journal's history that was recorded; 0 before the first. */
  long followed() throws JournalUnavailableException {
    return asked("select line from followed", none -> {}, row -> row.next() ? row.getLong(1) : 0);
  }

  AuditEntry.Head head() throws JournalUnavailableException {
    try (Connection connection = database.connect()) {
      return AuditWriter.tip(connection);
    } catch (SQLException e) {
      throw database.unavailable("cannot be read", e);
    }
  }

  /** Rows, the newest first. */
  List<AuditEntry> page(long before, int limit) throws JournalUnavailableException {
    return asked(
        "select number, body, hash from audit where number < ? order by number desc limit ?",
        page -> {
          page.setLong(1, before);
          page.setInt(2, limit);
        },
        AuditFile::entries);
  }

  /** What operators asked for, the oldest first: of all records theirs alone name an operator. */
  List<AuditEntry> acts(long behind, int limit) throws JournalUnavailableException {
    return asked(
        """
        select number, body, hash from audit
        where number > ? and number <= ? and body like '%"operator":"%' order by number limit ?\
        """,
        page -> {
          page.setLong(1, behind);
          page.setLong(2, database.feed().readable());
          page.setInt(3, limit);
        },
        AuditFile::entries);
  }

  /** All rows behind that number, the oldest first. */
  List<AuditEntry> behind(long number, int limit) throws JournalUnavailableException {
    return asked(
        """
        select number, body, hash from audit where number > ? and number <= ?
        order by number limit ?\
        """,
        page -> {
          page.setLong(1, number);
          page.setLong(2, database.feed().readable());
          page.setInt(3, limit);
        },
        AuditFile::entries);
  }

  /** The number of the last row that is durable. */
  long lastRow() {
    return database.highWater().reached();
  }

  /** The number of the last row when the file was opened. */
  long rowWhenOpened() {
    return database.reachedWhenOpened();
  }

  private static List<AuditEntry> entries(ResultSet rows) throws SQLException {
    List<AuditEntry> entries = new ArrayList<>();
    while (rows.next()) {
      entries.add(
          new AuditEntry(
              rows.getLong(1),
              String.valueOf(rows.getString(2)),
              String.valueOf(rows.getString(3))));
    }
    return entries;
  }

  /** Takes away what is older, or more, than is kept. */
  void prune() throws JournalUnavailableException {
    long oldest;
    try {
      oldest = time.note(database) - settings.keptFor().toMillis();
    } catch (SQLException e) {
      throw database.unavailable("cannot be pruned", e);
    }
    Prunable prunable = prunable(oldest);
    // The target stands: each batch adds a row of its own, and would be followed by one more.
    for (long behind = prunable.anchor(); behind < prunable.until(); ) {
      behind = Math.min(prunable.until(), behind + PRUNED_AT_ONCE);
      writer.append(
          new AuditAppend(List.of(), OptionalLong.empty(), OptionalLong.of(behind)), true);
    }
  }

  /** The rows from behind the anchor up to this number. */
  private record Prunable(long anchor, long until) {}

  /** By count only where it is worth a row that says so. */
  private Prunable prunable(long oldest) throws JournalUnavailableException {
    return asked(
        """
        select (select number from anchor),
          (select coalesce(max(number), 0) from audit where changed_at < ?),
          (select coalesce(max(number), 0) from audit)\
        """,
        bound -> bound.setLong(1, oldest),
        row -> {
          if (!row.next()) {
            return new Prunable(0, 0);
          }
          long anchor = row.getLong(1);
          long rows = row.getLong(3) - anchor;
          boolean beyond = rows > settings.rowsMax() + settings.rowsMax() / 100;
          long byCount = beyond ? row.getLong(3) - settings.rowsMax() : 0;
          return new Prunable(anchor, Math.max(row.getLong(2), byCount));
        });
  }

  private <T> T asked(String question, Question.Binding binding, Question.Result<T> result)
      throws JournalUnavailableException {
    try (Connection connection = database.connect()) {
      return Question.ask(connection, question, binding, result);
    } catch (SQLException e) {
      throw database.unavailable("cannot be read", e);
    }
  }

  /** Why it cannot be relied on now, one sentence each. */
  List<String> troubles() {
    List<String> troubles = new ArrayList<>(database.troubles());
    commit.trouble().ifPresent(troubles::add);
    return troubles;
  }

  @Override
  public void close() {
    writer.close();
    try {
      time.note(database);
    } catch (SQLException ignored) {
      // What this run saw pass since the last note is not counted: records are kept longer.
    }
    database.close();
  }
}
