package dev.lockstep.journal;

import dev.lockstep.device.TimeSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The coordinator's memory on SQLite, in a file of its own, written by the same machinery as the
 * gateway's journal.
 *
 * <p>Every document counts as an outcome where space runs out: the coordinator asks {@link
 * #troubles()} before it begins something new.
 */
public final class SqliteDecisionLog implements DecisionLog {
  private static final int TEXT_BYTES_MAX = 1 << 20;
  private static final String DOCUMENTS = "select id, open, format, body, checksum from documents ";

  private final Database database;
  private final Connection connection;
  private final ReentrantLock turn = new ReentrantLock();
  private final GroupCommit<Document> commit;
  private final GroupWriter<Document> writer;

  /** Fills a statement's parameters. */
  @FunctionalInterface
  private interface Binding {
    void on(PreparedStatement statement) throws SQLException;
  }

  private SqliteDecisionLog(
      Database database,
      Connection connection,
      GroupCommit<Document> commit,
      GroupWriter<Document> writer) {
    this.database = database;
    this.connection = connection;
    this.commit = commit;
    this.writer = writer;
  }

  /**
   * Opens the log, made where there is none, and takes its lock.
   *
   * @param settings path and bounds; retention is not looked at
   * @param clock its ticks measure waits
   * @throws JournalUnavailable as {@link SqliteJournal#open}
   */
  public static SqliteDecisionLog open(JournalSettings settings, TimeSource clock)
      throws JournalUnavailable {
    Database database = Database.open(settings, Schema.DECISIONS, Disk.REAL);
    try {
      Connection connection = database.connect();
      GroupCommit<Document> commit = GroupCommit.on(database, DocumentLedger::new, settings, clock);
      return new SqliteDecisionLog(
          database, connection, commit, new GroupWriter<>(settings, clock, commit));
    } catch (SQLException e) {
      database.close();
      throw database.unavailable("cannot be opened", e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException where the text is longer than 1 MiB
   */
  @Override
  public void append(Document document) throws JournalUnavailable {
    int length = document.text().getBytes(StandardCharsets.UTF_8).length;
    if (length > TEXT_BYTES_MAX) {
      String message = "the document of %s has %d octets; at most %d are allowed";
      throw new IllegalArgumentException(message.formatted(document.id(), length, TEXT_BYTES_MAX));
    }
    writer.append(document, true);
  }

  @Override
  public Optional<Document> find(String id) throws JournalUnavailable {
    return query("where id = ?", statement -> statement.setString(1, id)).stream().findFirst();
  }

  @Override
  public List<Document> open() throws JournalUnavailable {
    return query("where open = 1 order by position", statement -> {});
  }

  @Override
  public List<Document> page(String after, int limit) throws JournalUnavailable {
    return query(
        "where id > ? order by id limit ?",
        statement -> {
          statement.setString(1, after);
          statement.setInt(2, limit);
        });
  }

  private List<Document> query(String condition, Binding binding) throws JournalUnavailable {
    List<Document> documents = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    turn.lock();
    try (PreparedStatement statement = connection.prepareStatement(DOCUMENTS + condition)) {
      binding.on(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          read(rows).ifPresentOrElse(documents::add, () -> damaged.add(name(rows)));
        }
      }
    } catch (SQLException e) {
      throw database.unavailable("cannot be read", e);
    } finally {
      turn.unlock();
    }
    if (!damaged.isEmpty()) {
      String message = "the decision log %s holds damaged documents: %s";
      throw new JournalUnavailable(message.formatted(database.path(), String.join(", ", damaged)));
    }
    return List.copyOf(documents);
  }

  private static Optional<Document> read(ResultSet row) throws SQLException {
    String id = row.getString(1);
    boolean open = row.getInt(2) != 0;
    byte[] body = row.getBytes(4);
    boolean sound =
        id != null
            && body != null
            && row.getInt(3) == DocumentLedger.FORMAT
            && row.getInt(5) == DocumentLedger.checksum(id, open, body);
    return sound
        ? Optional.of(new Document(id, open, new String(body, StandardCharsets.UTF_8)))
        : Optional.empty();
  }

  private static String name(ResultSet row) {
    try {
      return String.valueOf(row.getString(1));
    } catch (SQLException unreadable) {
      return "one that does not even give its id";
    }
  }

  /** Why nothing new should rest on it now, one sentence each. */
  public List<String> troubles() {
    return Stream.concat(database.troubles().stream(), commit.trouble().stream()).toList();
  }

  /** Counts since it was opened. */
  public JournalMeter meter() {
    return commit.meter();
  }

  @Override
  public void close() {
    writer.close();
    turn.lock();
    try {
      connection.close();
    } catch (SQLException ignored) {
      // Nothing is lost with a reader; what was promised is on the disk already.
    } finally {
      turn.unlock();
    }
    database.close();
  }
}
