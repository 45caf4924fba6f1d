package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The row of a database that says how far it has come in a line of change sets. Written inside the
 * SQL transaction that it counts.
 */
final class ChangeCount {
  static final String TABLE = "replicated";

  private static final String SET =
      """
      insert into replicated (one, lineage, term, sequence, digest, applied, applying)
      values (1, ?, ?, ?, ?, ?, 0)
      on conflict (one) do update set lineage = excluded.lineage, term = excluded.term,
        sequence = excluded.sequence, digest = excluded.digest, applied = excluded.applied,
        applying = 0\
      """;

  private ChangeCount() {}

  /**
   * What the row says.
   *
   * @param applied whether the last change came from another PC
   */
  record Stand(ChangePosition at, boolean applied) {}

  /** Empty where the database is not followed, and was not when it was last written. */
  static Optional<Stand> read(Connection connection, Schema schema) throws SQLException {
    return read(connection, schema.name(), schema.version());
  }

  /**
   * The same of a file that another version may have written.
   *
   * @param schema the number of its last migration
   */
  static Optional<Stand> read(Connection connection, String database, int schema)
      throws SQLException {
    return isThere(connection) ? row(connection, database, schema) : Optional.empty();
  }

  private static boolean isThere(Connection connection) throws SQLException {
    return Question.ask(
        connection,
        "select 1 from sqlite_master where name = ?",
        name -> name.setString(1, TABLE),
        ResultSet::next);
  }

  private static Optional<Stand> row(Connection connection, String database, int schema)
      throws SQLException {
    return Question.ask(
        connection,
        "select lineage, term, sequence, digest, applied from replicated",
        none -> {},
        row ->
            row.next()
                ? Optional.of(
                    new Stand(
                        new ChangePosition(
                            database,
                            schema,
                            String.valueOf(row.getString(1)),
                            row.getLong(2),
                            row.getLong(3),
                            String.valueOf(row.getString(4))),
                        row.getInt(5) == 1))
                : Optional.empty());
  }

  static void write(Connection connection, ChangePosition at, boolean applied) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement(SET)) {
      set.setString(1, at.lineage());
      set.setLong(2, at.term());
      set.setLong(3, at.sequence());
      set.setString(4, at.digest());
      set.setInt(5, applied ? 1 : 0);
      set.executeUpdate();
    }
  }

  /** The database is followed no more: from here on its changes are not counted. */
  static void forget(Connection connection) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from replicated where one = 1")) {
      delete.executeUpdate();
    }
  }

  /** What is written from here on in this SQL transaction is a change set's. */
  static void applying(Connection connection) throws SQLException {
    try (PreparedStatement set =
        connection.prepareStatement("update replicated set applying = 1")) {
      set.executeUpdate();
    }
  }
}
