package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the journal's history in the order in which it was written, on a connection of its own: WAL
 * lets it read while the writer writes, so neither waits for the other. For one thread.
 */
final class HistoryTail implements AutoCloseable {
  // A line is looked for first, whatever the planner thinks: it is asked for behind the last one.
  static final String LINES =
      """
      select h.line, t.id, h.wall_second, h.wall_nano, h.ticks, r.name, h.event, h.from_code,
        h.to_code, h.who, h.principal, h.address, h.detail, h.checksum
      from history h cross join transactions t cross join runs r
      where t.position = h.position and r.number = h.run and h.line > ? order by h.line\
      """;

  private final Database database;
  private final Connection connection;
  private final PreparedStatement behind;

  private HistoryTail(Database database, Connection connection) throws SQLException {
    this.database = database;
    this.connection = connection;
    this.behind = connection.prepareStatement(LINES + " limit ?");
  }

  static HistoryTail of(Database database) throws JournalUnavailableException {
    try {
      return new HistoryTail(database, database.connect());
    } catch (SQLException e) {
      throw database.unavailable("cannot be read", e);
    }
  }

  /**
   * A line with its number and the transaction it belongs to.
   *
   * @param stored not yet believed
   */
  record Numbered(long line, String id, HistoryLine stored) {
    static Numbered of(ResultSet row) throws SQLException {
      return new Numbered(
          row.getLong(1),
          text(row, 2),
          new HistoryLine(
              row.getLong(3),
              row.getInt(4),
              row.getLong(5),
              text(row, 6),
              text(row, 7),
              row.getInt(8),
              row.getInt(9),
              text(row, 10),
              text(row, 11),
              text(row, 12),
              text(row, 13),
              row.getInt(14)));
    }

    private static String text(ResultSet row, int column) throws SQLException {
      String text = row.getString(column);
      return text == null ? "" : text;
    }

    /** By which a change of any part of it shows: SHA-256, in hex. */
    String digest() {
      return stored.digest(id);
    }
  }

  /** The oldest first; as far as they may be called durable. */
  List<Numbered> behind(long line, int limit) throws JournalUnavailableException {
    List<Numbered> lines = new ArrayList<>();
    long readable = database.feed().readable();
    try {
      behind.setLong(1, line);
      behind.setInt(2, limit);
      try (ResultSet rows = behind.executeQuery()) {
        while (rows.next() && rows.getLong(1) <= readable) {
          lines.add(Numbered.of(rows));
        }
      }
    } catch (SQLException e) {
      throw database.unavailable("cannot be read", e);
    }
    return lines;
  }

  /** The number of the last line that was ever written; 0 before the first. */
  long last() throws JournalUnavailableException {
    try {
      return database.reached(connection);
    } catch (SQLException e) {
      throw database.unavailable("cannot be read", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException ignored) {
      // It was only read from.
    }
  }
}
