package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A question to a database, which leaves nothing open. */
final class Question {
  /** Fills a statement's parameters. */
  @FunctionalInterface
  interface Binding {
    void on(PreparedStatement statement) throws SQLException;
  }

  /** What becomes of a statement's rows. */
  @FunctionalInterface
  interface Result<T> {
    T of(ResultSet rows) throws SQLException;
  }

  private Question() {}

  /** Asks it on this connection, inside whatever SQL transaction that is in. */
  static <T> T ask(Connection connection, String question, Binding binding, Result<T> result)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(question)) {
      binding.on(statement);
      try (ResultSet rows = statement.executeQuery()) {
        return result.of(rows);
      }
    }
  }
}
