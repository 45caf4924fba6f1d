package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * One SQL transaction that writes to a database of ours. All of them come through here, so that the
 * follower of the database is given every change.
 */
final class WriteTransaction {
  private final Database database;
  private final Connection connection;
  private final Optional<ChangeCapture> capture;

  WriteTransaction(Database database, Connection connection, Optional<ChangeCapture> capture) {
    this.database = database;
    this.connection = connection;
    this.capture = capture;
  }

  /** What is written in one, and left to be committed. */
  @FunctionalInterface
  interface Work {
    void in(WriteTransaction transaction) throws SQLException;
  }

  Connection connection() {
    return connection;
  }

  /**
   * From now on the change sets of this file are counted anew, because it has taken the place of
   * another one: no standby may go on from where it stands.
   */
  void beginLineage() throws SQLException {
    if (capture.isPresent()) {
      database.feed().beginLineage(connection);
    }
  }

  /**
   * Returns when the transaction is on the disk here (fsync). What it has changed was given to the
   * follower before, so that both disks are at work at once.
   *
   * @return waits until it may be called durable, with all that was committed before
   */
  ChangeFollower.Sent commit() throws SQLException {
    ChangeFollower.Sent sent = ship();
    connection.setAutoCommit(true);
    return sent;
  }

  private ChangeFollower.Sent ship() throws SQLException {
    if (capture.isEmpty()) {
      return ChangeFollower.Sent.DONE;
    }
    ChangeFeed feed = database.feed();
    List<RowChange> rows = capture.get().end();
    ChangeFollower.Sent sent = rows.isEmpty() ? feed.lastSent() : feed.ship(connection, rows);
    capture.get().settle();
    return sent;
  }
}
