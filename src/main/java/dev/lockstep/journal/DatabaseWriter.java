package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The one kind of connection by which a database is written: every other one refuses it ({@link
 * Database#connect}). Where the database is followed, it sees each change. For one thread at a
 * time.
 */
final class DatabaseWriter implements AutoCloseable {
  private final Database database;
  private final Connection connection;
  private final Optional<ChangeCapture> capture;

  private DatabaseWriter(
      Database database, Connection connection, Optional<ChangeCapture> capture) {
    this.database = database;
    this.connection = connection;
    this.capture = capture;
  }

  static DatabaseWriter on(Database database, Connection connection) throws SQLException {
    try {
      Optional<ChangeCapture> capture =
          database.feed().isFollowed()
              ? Optional.of(new ChangeCapture(connection))
              : Optional.empty();
      return new DatabaseWriter(database, connection, capture);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** To prepare statements on, which are to be run inside of {@link #begin}. */
  Connection connection() {
    return connection;
  }

  /**
   * Begins an SQL transaction, {@link WriteTransaction#commit} ends it; where it fails on the way,
   * this is to be closed, which rolls it back. Not ended by {@link Connection#commit}: the driver
   * follows that with the next BEGIN IMMEDIATE at once, and an idle writer then keeps every other
   * writer out.
   */
  WriteTransaction begin() throws SQLException {
    database.feed().requireWritable();
    if (capture.isPresent()) {
      capture.get().begin();
    }
    connection.setAutoCommit(false);
    return new WriteTransaction(database, connection, capture);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
