package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.sqlite.SQLiteDataSource;

/**
 * Copy of an SQLite file as of one moment, made while others write to it: {@code VACUUM INTO} reads
 * one snapshot, and in WAL mode no writer waits for a reader. Numbers of rows stay what they are.
 */
final class DatabaseCopy {
  private static final Duration BUSY = Duration.ofSeconds(5);

  private DatabaseCopy() {}

  /**
   * Copies a file into one that is not there yet, which its owner alone may read; returns when the
   * copy would survive a power cut.
   */
  static void make(Path source, Path target) throws SQLException, IOException {
    OwnerOnly.make(target);
    try (Connection connection = connect(source);
        PreparedStatement copy = connection.prepareStatement("vacuum into ?")) {
      copy.setString(1, target.toString());
      copy.execute();
    }
    Durable.file(target);
  }

  /**
   * Makes a copy know that it is one: a gateway that opens it as its journal is told, and votes
   * stay off until an operator has said that it takes the journal's place. No age in it is proved
   * any more, so that what it holds half-done waits for a person.
   *
   * @param at when it was taken
   */
  static void mark(Path copy, Instant at) throws SQLException, IOException {
    try (Connection connection = connect(copy)) {
      if (has(connection, "owner")) {
        JournalOwner.of(connection).orElse(new JournalOwner("", "")).backup(at).claim(connection);
      }
    }
    try (Connection connection = connect(copy)) {
      if (has(connection, Schema.JOURNAL.table())) {
        CopiedStates.unprove(connection);
      }
    }
    Durable.file(copy);
  }

  private static boolean has(Connection connection, String table) throws SQLException {
    return Question.ask(
        connection,
        "select 1 from sqlite_master where name = ?",
        asked -> asked.setString(1, table),
        ResultSet::next);
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl(SqliteUrl.of(file));
    source.setBusyTimeout((int) BUSY.toMillis());
    return source.getConnection();
  }
}
