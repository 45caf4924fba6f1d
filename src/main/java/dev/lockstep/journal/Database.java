package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/**
 * One SQLite file of ours: locked, migrated, and every connection set so that a commit is an fsync.
 *
 * <p>Settings are read back, because SQLite answers a setting that it cannot keep with silence: on
 * a file system without shared memory, for example, WAL quietly stays off.
 */
final class Database implements AutoCloseable {
  /**
   * Small pages: an append touches one page at random (the id's), and that page goes to disk whole.
   */
  static final int PAGE_BYTES = 512;

  private static final int CACHE_KIBIBYTES = 16 * 1024;
  private static final int CHECKPOINT_PAGES = 32 * 1024;
  private static final long WAL_BYTES_KEPT = 32L << 20;
  private static final String SYNCHRONOUS_FULL = "2";

  private final JournalSettings settings;
  private final Disk disk;
  private final FileGuard guard;

  private Database(JournalSettings settings, Disk disk, FileGuard guard) {
    this.settings = settings;
    this.disk = disk;
    this.guard = guard;
  }

  /** Takes the lock, brings the schema up to date. */
  static Database open(JournalSettings settings, Schema schema, Disk disk)
      throws JournalUnavailable {
    FileGuard guard = FileGuard.take(settings.beside(".lock"), settings.path());
    Database database = new Database(settings, disk, guard);
    try {
      // The first connection makes the file: page size and WAL must be its own from the beginning.
      database.connect().close();
      schema.migrate(database.forMigration(), settings.path().toString());
      return database;
    } catch (SQLException e) {
      database.close();
      throw database.unavailable("cannot be opened", e);
    } catch (JournalUnavailable e) {
      database.close();
      throw e;
    }
  }

  Path path() {
    return settings.path();
  }

  long usableBytes() throws IOException {
    return disk.usableBytes(settings.path());
  }

  JournalUnavailable unavailable(String what, Exception why) {
    return new JournalUnavailable(
        "the journal %s %s: %s".formatted(path(), what, why.getMessage()), why);
  }

  /** A connection in auto-commit mode, with its settings read back. */
  Connection connect() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(busyMillis());
    Connection connection = disk.connect(path(), config.toProperties());
    try {
      // Heeded where the file is new, and not read back: a journal of other pages is slower, not
      // wrong.
      set(connection, "page_size", Integer.toString(PAGE_BYTES));
      for (var pragma : wanted().entrySet()) {
        set(connection, pragma.getKey(), pragma.getValue());
      }
      readBack(connection);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Begins an SQL transaction; {@link #commit} ends it. Not by {@link Connection#commit}: the
   * driver follows that with the next BEGIN IMMEDIATE at once, and whoever idles then keeps every
   * other writer out.
   */
  static void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
  }

  /** Returns when the transaction is on the disk (fsync). */
  static void commit(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
  }

  private int busyMillis() {
    return (int) settings.busyTimeout().toMillis();
  }

  /** In the order in which they must be set. */
  private Map<String, String> wanted() {
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("journal_mode", "wal");
    wanted.put("synchronous", SYNCHRONOUS_FULL);
    wanted.put("foreign_keys", "1");
    wanted.put("busy_timeout", Integer.toString(busyMillis()));
    wanted.put("cache_size", Integer.toString(-CACHE_KIBIBYTES));
    wanted.put("wal_autocheckpoint", Integer.toString(CHECKPOINT_PAGES));
    wanted.put("journal_size_limit", Long.toString(WAL_BYTES_KEPT));
    return wanted;
  }

  private void readBack(Connection connection) throws SQLException {
    for (var pragma : wanted().entrySet()) {
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

  static void set(Connection connection, String pragma, String value) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("pragma " + pragma + " = " + value);
    }
  }

  static String get(Connection connection, String pragma) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("pragma " + pragma)) {
      return row.next() ? row.getString(1) : "unset";
    }
  }

  /** Flyway holds two connections at once; IMMEDIATE would let them wait for each other. */
  private SQLiteDataSource forMigration() {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + path());
    source.setSynchronous("FULL");
    source.setBusyTimeout(busyMillis());
    return source;
  }

  @Override
  public void close() {
    try {
      guard.close();
    } catch (IOException ignored) {
      // The process gives the lock back when it ends; nothing rests on giving it back earlier.
    }
  }
}
