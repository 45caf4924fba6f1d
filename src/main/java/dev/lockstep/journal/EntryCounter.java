package dev.lockstep.journal;

import dev.lockstep.transaction.Transition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The counter of what was written, by which {@link HighWater} knows how far a database has come:
 * the lines of history, and where none are kept a number. Used inside a group's SQL transaction.
 */
interface EntryCounter extends AutoCloseable {

  /** Makes one for a connection. */
  @FunctionalInterface
  interface Opening {
    EntryCounter on(Connection connection) throws SQLException;
  }

  /** Adds a line to the history of the state at that position; returns how many octets it is. */
  long add(long position, Transition line) throws SQLException;

  /** Everything of the group has been added. */
  void endGroup() throws SQLException;

  @Override
  void close() throws SQLException;

  /** A counter, for states that are replaced and leave no history. */
  static EntryCounter counted(Connection connection) throws SQLException {
    PreparedStatement beat = connection.prepareStatement("update pulse set beats = beats + 1");
    return new EntryCounter() {
      @Override
      public long add(long position, Transition line) {
        throw new IllegalArgumentException("no history is kept here: " + line);
      }

      @Override
      public void endGroup() throws SQLException {
        beat.executeUpdate();
      }

      @Override
      public void close() throws SQLException {
        beat.close();
      }
    };
  }
}
