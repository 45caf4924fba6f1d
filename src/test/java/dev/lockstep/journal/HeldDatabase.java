package dev.lockstep.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database that the gateway cannot write, because another program does. */
public final class HeldDatabase implements AutoCloseable {
  private final Connection connection;

  public HeldDatabase(Path file) throws SQLException {
    connection = DriverManager.getConnection(SqliteUrl.of(file));
    try (Statement statement = connection.createStatement()) {
      statement.execute("pragma busy_timeout = 5000");
      statement.execute("begin immediate");
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
