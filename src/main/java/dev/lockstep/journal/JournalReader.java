package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads rows for the protocol, on a connection of its own: WAL lets it read while the writer
 * writes. Thread-safe; each call is one statement, so it sees one instant, and holds nothing
 * afterwards.
 */
final class JournalReader implements AutoCloseable {
  private static final String ROWS =
      """
      select t.position, t.id, t.code, t.changed_at, t.prunable, t.format, t.body, t.checksum,
        c.format, c.body, c.checksum
      from transactions t %s left join terms c on c.position = t.position
      """;

  private final ReentrantLock turn = new ReentrantLock();
  private final Connection connection;
  private final PreparedStatement byId;
  private final PreparedStatement live;
  private final PreparedStatement heuristics;
  private final PreparedStatement prunable;
  private final PreparedStatement place;

  JournalReader(Connection connection) throws SQLException {
    this.connection = connection;
    this.byId = connection.prepareStatement(ROWS.formatted("") + "where t.id_hash = ?");
    this.live =
        connection.prepareStatement(
            ROWS.formatted("indexed by transactions_live")
                + "where t.code <> 5 order by t.position");
    this.heuristics =
        connection.prepareStatement(
            ROWS.formatted("indexed by transactions_heuristic")
                + "where t.code = 5 and t.prunable = 0 order by t.position");
    this.place =
        connection.prepareStatement("select id, id_hash from transactions where position = ?");
    this.prunable =
        connection.prepareStatement(
            "select count(*), min(changed_at) from transactions where prunable = "
                + StoredState.PRUNABLE);
  }

  /**
   * The rows that may be that transaction's: its own, and where hashes collide another one's. Not
   * asked for by id, because a row whose id is damaged must be met, not taken for absent.
   */
  List<StoredState> candidates(String id) throws SQLException {
    turn.lock();
    try {
      byId.setInt(1, Checksum.hash(id));
      try (ResultSet rows = byId.executeQuery()) {
        List<StoredState> found = new ArrayList<>(1);
        while (rows.next()) {
          found.add(row(rows));
        }
        return found;
      }
    } finally {
      turn.unlock();
    }
  }

  /**
   * Whether the row of that position agrees with its place in the index. Then whoever asks for the
   * transaction whose row it is meets it, and it is nobody else's. Where they disagree, either may
   * be what is damaged. A row that is gone is nobody's.
   */
  boolean standsWhereItIsLookedFor(long position) throws SQLException {
    turn.lock();
    try {
      place.setLong(1, position);
      try (ResultSet row = place.executeQuery()) {
        return !row.next() || row.getInt(2) == Checksum.hash(text(row, 1));
      }
    } finally {
      turn.unlock();
    }
  }

  /**
   * The age of the oldest of what may be pruned by count, where pruning by count may have begun:
   * there are as many as are kept. Where none are kept, zero.
   *
   * @param now in milliseconds of {@link ObservedTime}
   */
  Optional<Long> oldestOf(long most, long now) throws SQLException {
    if (most == 0) {
      return Optional.of(0L);
    }
    turn.lock();
    try {
      try (ResultSet row = prunable.executeQuery()) {
        row.next();
        return row.getLong(1) < most
            ? Optional.empty()
            : Optional.of(Math.max(0, now - row.getLong(2)));
      }
    } finally {
      turn.unlock();
    }
  }

  /** Every row that has not ended, in the order of arrival. */
  List<StoredState> live() throws SQLException {
    return all(live);
  }

  /** Every row that a person ended and nobody has forgotten, in the order of arrival. */
  List<StoredState> heuristics() throws SQLException {
    return all(heuristics);
  }

  private List<StoredState> all(PreparedStatement query) throws SQLException {
    turn.lock();
    try (ResultSet rows = query.executeQuery()) {
      List<StoredState> found = new ArrayList<>();
      while (rows.next()) {
        found.add(row(rows));
      }
      return found;
    } finally {
      turn.unlock();
    }
  }

  /**
   * One row, asked for inside whatever SQL transaction the connection is in; empty where none is
   * there.
   */
  static Optional<StoredState> at(Connection connection, long position) throws SQLException {
    String query = ROWS.formatted("") + "where t.position = ?";
    try (PreparedStatement byPosition = connection.prepareStatement(query)) {
      byPosition.setLong(1, position);
      try (ResultSet rows = byPosition.executeQuery()) {
        return rows.next() ? Optional.of(row(rows)) : Optional.empty();
      }
    }
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
      live.close();
    } finally {
      turn.unlock();
    }
  }
}
