package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outbox's own file: how far each channel has come, and what the outbox itself has to tell. The
 * entries that wait stand where they were written, in the journal, the audit log and the decision
 * log: what is told is not stored a second time. Thread-safe.
 *
 * <p>Crash story: power fails after a broker took an event and before the cursor was noted. The
 * event is told again, under the same id.
 */
public final class OutboxFile implements AutoCloseable {
  private static final String MOVE =
      """
      insert into cursors (channel, source, number, dropped) values (?, ?, ?, ?)
      on conflict (channel, source) do update
      set number = excluded.number, dropped = excluded.dropped\
      """;

  private final Database database;
  private @Nullable DatabaseWriter writer;

  /**
   * Where a channel has come to in one source.
   *
   * @param number of the last entry that needs not be told any more; 0 before the first
   * @param dropped entries that were not told
   */
  public record Cursor(long number, long dropped) {}

  /** An alarm that stands: what it is about, and its kind. */
  public record Alarm(String subject, String kind) {}

  /**
   * What the outbox itself tells.
   *
   * @param number its place; 0 while it has none
   * @param at to the millisecond
   * @param subject empty where it is about the gateway
   * @param data JSON
   */
  public record Notice(long number, Instant at, String type, String subject, String data) {}

  private OutboxFile(Database database) {
    this.database = database;
  }

  /**
   * Opens the file, made where there is none, and takes its lock.
   *
   * @throws JournalUnavailableException where it cannot be used; the message says what to do
   */
  public static OutboxFile open(JournalSettings settings) throws JournalUnavailableException {
    return open(settings, Replication.NONE);
  }

  /**
   * The same; what it takes is given to a follower, for whom it never waits: what the other PC has
   * not got of it is told again there.
   */
  public static OutboxFile open(JournalSettings settings, Replication replication)
      throws JournalUnavailableException {
    return new OutboxFile(
        Database.open(new Database.Place(settings, Schema.OUTBOX, Disk.REAL, replication)));
  }

  /** Empty where that channel has never told anything of that source. */
  public synchronized Optional<Cursor> cursor(String channel, String source)
      throws JournalUnavailableException {
    return asked(
        "select number, dropped from cursors where channel = ? and source = ?",
        statement -> {
          statement.setString(1, channel);
          statement.setString(2, source);
        },
        row ->
            row.next()
                ? Optional.of(new Cursor(row.getLong(1), row.getLong(2)))
                : Optional.<Cursor>empty());
  }

  /**
   * Notes the cursors of a channel by their sources; returns when they would survive a power cut.
   */
  public synchronized void move(String channel, Map<String, Cursor> cursors)
      throws JournalUnavailableException {
    written(
        open -> {
          try (PreparedStatement move = open.prepareStatement(MOVE)) {
            for (var each : cursors.entrySet()) {
              move.setString(1, channel);
              move.setString(2, each.getKey());
              move.setLong(3, each.getValue().number());
              move.setLong(4, each.getValue().dropped());
              move.executeUpdate();
            }
          }
        });
  }

  /** The alarms that were told as raised and not as cleared. */
  public synchronized Set<Alarm> alarms() throws JournalUnavailableException {
    return asked(
        "select subject, kind from alarms",
        none -> {},
        rows -> {
          Set<Alarm> alarms = new HashSet<>();
          while (rows.next()) {
            alarms.add(
                new Alarm(String.valueOf(rows.getString(1)), String.valueOf(rows.getString(2))));
          }
          return alarms;
        });
  }

  /**
   * Adds notices, with the alarms that they raise and clear, all or none.
   *
   * @param raised those that stand from now on
   * @param cleared those that do not any more
   */
  public synchronized void note(List<Notice> notices, Set<Alarm> raised, Set<Alarm> cleared)
      throws JournalUnavailableException {
    written(
        open -> {
          add(open, notices);
          alarms(open, "insert or ignore into alarms (subject, kind) values (?, ?)", raised);
          alarms(open, "delete from alarms where subject = ? and kind = ?", cleared);
        });
  }

  private static void add(Connection open, List<Notice> notices) throws SQLException {
    try (PreparedStatement insert =
        open.prepareStatement(
            "insert into notices (at_millis, type, subject, data) values (?, ?, ?, ?)")) {
      for (Notice each : notices) {
        insert.setLong(1, each.at().toEpochMilli());
        insert.setString(2, each.type());
        insert.setString(3, each.subject());
        insert.setString(4, each.data());
        insert.executeUpdate();
      }
    }
  }

  private static void alarms(Connection open, String change, Set<Alarm> alarms)
      throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(change)) {
      for (Alarm each : alarms) {
        statement.setString(1, each.subject());
        statement.setString(2, each.kind());
        statement.executeUpdate();
      }
    }
  }

  /** Notices in their order, behind that one. */
  public synchronized List<Notice> notices(long behind, int limit)
      throws JournalUnavailableException {
    return asked(
        """
        select number, at_millis, type, subject, data from notices
        where number > ? order by number limit ?\
        """,
        statement -> {
          statement.setLong(1, behind);
          statement.setInt(2, limit);
        },
        OutboxFile::read);
  }

  private static List<Notice> read(ResultSet rows) throws SQLException {
    List<Notice> notices = new ArrayList<>();
    while (rows.next()) {
      notices.add(
          new Notice(
              rows.getLong(1),
              Instant.ofEpochMilli(rows.getLong(2)),
              String.valueOf(rows.getString(3)),
              String.valueOf(rows.getString(4)),
              String.valueOf(rows.getString(5))));
    }
    return notices;
  }

  /** The number of the last notice that was ever made; 0 before the first. */
  public synchronized long lastNotice() throws JournalUnavailableException {
    return asked(
        "select coalesce(max(seq), 0) from sqlite_sequence where name = 'notices'",
        none -> {},
        row -> row.next() ? row.getLong(1) : 0);
  }

  /** Takes away the notices up to that one: every channel has told them. */
  public synchronized void prune(long until) throws JournalUnavailableException {
    written(
        open -> {
          try (PreparedStatement delete =
              open.prepareStatement("delete from notices where number <= ?")) {
            delete.setLong(1, until);
            delete.executeUpdate();
          }
        });
  }

  /** A change, inside one SQL transaction. */
  @FunctionalInterface
  private interface Change {
    void on(Connection open) throws SQLException;
  }

  private <T> T asked(String question, Question.Binding binding, Question.Result<T> result)
      throws JournalUnavailableException {
    try {
      return Question.ask(writer().connection(), question, binding, result);
    } catch (SQLException e) {
      disconnect();
      throw database.unavailable("cannot be read", e);
    }
  }

  private void written(Change change) throws JournalUnavailableException {
    try {
      WriteTransaction transaction = writer().begin();
      change.on(transaction.connection());
      transaction.commit();
    } catch (SQLException e) {
      disconnect(); // rolls back what is open
      throw database.unavailable("cannot be written", e);
    }
  }

  private DatabaseWriter writer() throws SQLException {
    DatabaseWriter known = writer;
    if (known == null) {
      known = database.writer();
      writer = known;
    }
    return known;
  }

  private void disconnect() {
    DatabaseWriter known = writer;
    writer = null;
    if (known != null) {
      try {
        known.close();
      } catch (SQLException ignored) {
        // The next call opens another one.
      }
    }
  }

  @Override
  public synchronized void close() {
    disconnect();
    database.close();
  }
}
