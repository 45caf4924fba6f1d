package dev.lockstep.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/**
 * Makes connections to one SQLite file of ours, set so that a commit is an fsync.
 *
 * <p>Settings are read back, because SQLite answers a setting that it cannot keep with silence: on
 * a file system without shared memory, for example, WAL quietly stays off.
 *
 * @param pageBytes of a new file
 */
record SqliteConnector(Disk disk, Path path, Duration busyTimeout, int pageBytes) {
  private static final int CACHE_KIBIBYTES = 16 * 1024;

  /** Should the {@link Checkpointer} not get there: then an append waits for it. */
  private static final int CHECKPOINT_PAGES = 64 * 1024;

  private static final long WAL_BYTES_KEPT = 32L << 20;
  private static final String SYNCHRONOUS_FULL = "2";
  private static final String ON = "1";
  private static final String OFF = "0";
  private static final String FOREIGN_KEYS = "foreign_keys";

  /** One in auto-commit mode that reads: it cannot write. */
  Connection toRead() throws SQLException {
    Connection connection = connect(ON);
    try {
      set(connection, "query_only", ON);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** One in auto-commit mode that writes what the gateway has to say. */
  Connection toWrite() throws SQLException {
    return connect(ON);
  }

  /** One that writes what another PC's database has come to, foreign keys and all. */
  Connection toCopy() throws SQLException {
    return connect(OFF);
  }

  private Connection connect(String foreignKeys) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(busyMillis());
    // Not used here, and the driver would ask for them after every insert.
    config.setGetGeneratedKeys(false);
    Connection connection = disk.connect(path, config.toProperties());
    try {
      // Heeded where the file is new, and not read back: a journal of other pages is slower, not
      // wrong.
      set(connection, "page_size", Integer.toString(pageBytes));
      Map<String, String> wanted = wanted(foreignKeys);
      for (var pragma : wanted.entrySet()) {
        set(connection, pragma.getKey(), pragma.getValue());
      }
      readBack(connection, wanted);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  int busyMillis() {
    return (int) busyTimeout.toMillis();
  }

  /** In the order in which they must be set. */
  private Map<String, String> wanted(String foreignKeys) {
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("journal_mode", "wal");
    wanted.put("synchronous", SYNCHRONOUS_FULL);
    wanted.put(FOREIGN_KEYS, foreignKeys);
    wanted.put("busy_timeout", Integer.toString(busyMillis()));
    wanted.put("cache_size", Integer.toString(-CACHE_KIBIBYTES));
    wanted.put("wal_autocheckpoint", Integer.toString(CHECKPOINT_PAGES));
    wanted.put("journal_size_limit", Long.toString(WAL_BYTES_KEPT));
    return wanted;
  }

  private static void readBack(Connection connection, Map<String, String> wanted)
      throws SQLException {
    for (var pragma : wanted.entrySet()) {
      check(pragma.getKey(), pragma.getValue(), get(connection, pragma.getKey()));
    }
    var mode = connection.unwrap(SQLiteConnection.class).getConnectionConfig().getTransactionMode();
    check("transaction_mode", SQLiteConfig.TransactionMode.IMMEDIATE.name(), mode.name());
  }

  private static void check(String name, String wanted, String found) throws SQLException {
    if (!wanted.equals(found)) {
      throw new SQLException("%s is %s and could not be set to %s".formatted(name, found, wanted));
    }
  }

  private static void set(Connection connection, String pragma, String value) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("pragma " + pragma + " = " + value);
    }
  }

  /** What a pragma says; a checkpoint is one too. */
  static String get(Connection connection, String pragma) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("pragma " + pragma)) {
      return row.next() ? row.getString(1) : "unset";
    }
  }
}
