package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads rows for the protocol, on a connection of its own: WAL lets it read while the writer
 * writes. Thread-safe; each call is one statement, so it sees one instant, and holds nothing
 * afterwards.
 */
final class RowReader implements AutoCloseable {
  private static final String ROWS =
      """
      select t.position, t.id, t.code, t.changed_at, t.prunable, t.format, t.body, t.checksum,
        c.format, c.body, c.checksum
      from %s t %s left join terms c on c.position = t.position
      """;

  private final ReentrantLock turn = new ReentrantLock();
  private final Connection connection;
  private final String table;
  private final PreparedStatement byId;

  RowReader(Connection connection, String table) throws SQLException {
    this.connection = connection;
    this.table = table;
    this.byId = connection.prepareStatement(ROWS.formatted(table, "") + "where t.id_hash = ?");
  }

  /**
   * The rows that may be of that id: its own, and where hashes collide another one's. Not asked for
   * by id, because a row whose id is damaged must be met, not taken for absent.
   */
  List<StoredState> candidates(String id) throws SQLException {
    turn.lock();
    try {
      byId.setInt(1, Checksum.hash(id));
      try (ResultSet rows = byId.executeQuery()) {
        return all(rows);
      }
    } finally {
      turn.unlock();
    }
  }

  /** Every row that has something left to be done, in the order of arrival. */
  List<StoredState> live() throws SQLException {
    return asked(
        ROWS.formatted(table, "indexed by %s_live".formatted(table))
            + "where t.code <> 5 order by t.position",
        none -> {},
        RowReader::all);
  }

  /** Every row that has ended and may not be pruned, in the order of arrival. */
  List<StoredState> heuristics() throws SQLException {
    return asked(
        ROWS.formatted(table, "indexed by %s_heuristic".formatted(table))
            + "where t.code = 5 and t.prunable = 0 order by t.position",
        none -> {},
        RowReader::all);
  }

  /** Rows in the order of their arrival, behind that one. */
  List<StoredState> behind(long position, int limit) throws SQLException {
    return asked(
        ROWS.formatted(table, "") + "where t.position > ? order by t.position limit ?",
        page -> {
          page.setLong(1, position);
          page.setInt(2, limit);
        },
        RowReader::all);
  }

  /** Rows in the order of their ids, behind that one. */
  List<StoredState> page(String after, int limit) throws SQLException {
    return asked(
        ROWS.formatted(table, "") + "where t.id > ? order by t.id limit ?",
        page -> {
          page.setString(1, after);
          page.setInt(2, limit);
        },
        RowReader::all);
  }

  /**
   * A row that has ended.
   *
   * @param number its place in the order of the ends
   */
  record EndedRow(long number, StoredState stored) {}

  /** Rows in the order in which they ended, behind that one; only where that order is kept. */
  List<EndedRow> ended(long behind, int limit) throws SQLException {
    Map<Long, Long> positions =
        asked(
            "select number, position from ended where number > ? order by number limit ?",
            page -> {
              page.setLong(1, behind);
              page.setInt(2, limit);
            },
            rows -> {
              Map<Long, Long> found = new LinkedHashMap<>();
              while (rows.next()) {
                found.put(rows.getLong(1), rows.getLong(2));
              }
              return found;
            });
    List<EndedRow> ended = new ArrayList<>();
    for (var each : positions.entrySet()) {
      String row = ROWS.formatted(table, "") + "where t.position = ?";
      asked(row, place -> place.setLong(1, each.getValue()), RowReader::all)
          .forEach(stored -> ended.add(new EndedRow(each.getKey(), stored)));
    }
    return ended;
  }

  /** The number of the last end that there ever was. */
  long lastEnd() throws SQLException {
    return asked(
        "select coalesce(max(seq), 0) from sqlite_sequence where name = 'ended'",
        none -> {},
        row -> row.next() ? row.getLong(1) : 0);
  }

  /**
   * Whether the row of that position agrees with its place in the index. Then a question for its id
   * meets it, and a question for another id does not. Where they disagree, either may be what is
   * damaged. A row that is gone hides nothing.
   */
  boolean standsWhereItIsLookedFor(long position) throws SQLException {
    return asked(
        "select id, id_hash from %s where position = ?".formatted(table),
        place -> place.setLong(1, position),
        row -> !row.next() || row.getInt(2) == Checksum.hash(text(row, 1)));
  }

  /**
   * The age of the oldest of what may be pruned by count, where pruning by count may have begun:
   * there are as many as are kept. Where none are kept, zero.
   *
   * @param now in milliseconds of {@link ObservedTime}
   */
  Optional<Long> oldestOf(long most, long now) throws SQLException {
    return most == 0
        ? Optional.of(0L)
        : asked(
            "select count(*), min(changed_at) from %s where prunable = 2".formatted(table),
            none -> {},
            row ->
                row.getLong(1) < most
                    ? Optional.<Long>empty()
                    : Optional.of(Math.max(0, now - row.getLong(2))));
  }

  private <T> T asked(String question, Question.Binding binding, Question.Result<T> result)
      throws SQLException {
    turn.lock();
    try {
      return Question.ask(connection, question, binding, result);
    } finally {
      turn.unlock();
    }
  }

  /**
   * One row, asked for inside whatever SQL transaction the connection is in; empty where none is
   * there.
   */
  static Optional<StoredState> at(Connection connection, String table, long position)
      throws SQLException {
    return Question.ask(
        connection,
        ROWS.formatted(table, "") + "where t.position = ?",
        place -> place.setLong(1, position),
        rows -> all(rows).stream().findFirst());
  }

  private static List<StoredState> all(ResultSet rows) throws SQLException {
    List<StoredState> found = new ArrayList<>(1);
    while (rows.next()) {
      found.add(row(rows));
    }
    return found;
  }

  private static StoredState row(ResultSet row) throws SQLException {
    String terms = row.getString(10);
    return new StoredState(
        row.getLong(1),
        text(row, 2),
        row.getInt(3),
        row.getLong(4),
        row.getInt(5),
        row.getInt(6),
        text(row, 7),
        row.getInt(8),
        terms == null
            ? Optional.empty()
            : Optional.of(new StoredState.StoredTerms(row.getInt(9), terms, row.getInt(11))));
  }

  // "not null" is a rule of the schema; a flipped octet knows no rules.
  private static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  @Override
  public void close() throws SQLException {
    turn.lock();
    try (connection) {
      byId.close();
    } finally {
      turn.unlock();
    }
  }
}
