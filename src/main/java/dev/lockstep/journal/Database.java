package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;

/**
 * One SQLite file of ours: locked, migrated, and every connection set by {@link SqliteConnector}.
 */
final class Database implements AutoCloseable {
  /**
   * Small pages: an append touches one page at random (the id's), and that page goes to disk whole.
   */
  static final int PAGE_BYTES = 512;

  private static final String MISSING =
      "the journal %s ended at entry %d when it was opened, though entry %d had been durable:"
          + " an older copy or an empty file took its place, or its log (-wal) is damaged or gone;"
          + " bring back the newer one if there is one, or look at the machines that moved since,"
          + " then acknowledge position %d";

  private static final String TORN =
      "pages of the journal %s do not hang together (%s): rows may not be found, so finish what is"
          + " known here, stop the gateway, and try sqlite3's reindex; where that does not help,"
          + " put the file aside, bring back a copy or begin without one, and leave %s.mark where"
          + " it is";

  private static final long CHECKED_AT_ONCE_BYTES = 32L << 20;

  private final JournalSettings settings;
  private final Disk disk;
  private final SqliteConnector connector;
  private final Schema schema;
  private final FileGuard guard;
  private final ChangeFeed feed;
  private @Nullable HighWater highWater;
  private long reachedWhenOpened;
  private volatile Optional<String> findings = Optional.empty();

  private Database(Place place, FileGuard guard) {
    this.settings = place.settings();
    this.schema = place.schema();
    this.disk = place.disk();
    this.connector =
        new SqliteConnector(
            disk, settings.path(), settings.limits().busyTimeout(), schema.pageBytes());
    this.guard = guard;
    this.feed = new ChangeFeed(schema, place.replication());
  }

  /**
   * What is opened.
   *
   * @param replication who is given what is written to it
   */
  record Place(JournalSettings settings, Schema schema, Disk disk, Replication replication) {}

  /** Opens one without a follower. */
  static Database open(JournalSettings settings, Schema schema, Disk disk)
      throws JournalUnavailableException {
    return open(new Place(settings, schema, disk, Replication.NONE));
  }

  /** Takes the lock, brings the schema up to date. */
  static Database open(Place place) throws JournalUnavailableException {
    JournalSettings settings = place.settings();
    Schema schema = place.schema();
    FileGuard guard = FileGuard.take(settings.beside(".lock"), settings.path());
    Database database = new Database(place, guard);
    try {
      UnfinishedCopy.of(settings).refuse();
      OwnerOnly.make(settings.path());
      SqliteLibrary.load(settings.path().toAbsolutePath().resolveSibling("native"));
      // The first connection makes the file: page size and WAL must be its own from the beginning.
      database.connect().close();
      schema.migrate(database.forMigration(), settings.path().toString());
      database.takeOver();
      OwnerOnly.narrow(settings);
      return database;
    } catch (SQLException | IOException e) {
      database.close();
      throw database.unavailable("cannot be opened", e);
    } catch (JournalUnavailableException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Brings what the log holds into the file, synced, before anything new rests on it.
   *
   * <p>Crash story: an fsync fails, so an append fails, and the process ends. The kernel still
   * shows those frames of the log, and believes it has written them. This start would take them for
   * committed and write behind them; then power fails, and on the disk is a hole before all that
   * was acknowledged since. Copied into the file, they are written anew.
   */
  private void takeOver() throws SQLException, IOException {
    try (Connection connection = connect()) {
      String busy = SqliteConnector.get(connection, "wal_checkpoint(truncate)");
      if (!busy.equals("0")) {
        throw new SQLException(
            "its log cannot be brought into the file: close what else has it open");
      }
      feed.open(this);
      checkPages(connection);
      reachedWhenOpened = reached(connection);
      highWater = HighWater.open(settings.beside(".mark"), reachedWhenOpened);
    }
  }

  /** At once, where that does not hold up the start; a large file meanwhile. */
  private void checkPages(Connection connection) throws IOException {
    if (Files.size(path()) <= CHECKED_AT_ONCE_BYTES) {
      findings = PageCheck.findingsAfterMending(this, connection);
    } else {
      Thread.ofPlatform().name("journal check").daemon().start(this::checkMeanwhile);
    }
  }

  private void checkMeanwhile() {
    try (Connection own = connect()) {
      findings = PageCheck.findings(own);
    } catch (SQLException unreadable) {
      findings = Optional.of(String.valueOf(unreadable.getMessage()));
    }
  }

  /** What keeps votes from resting on what can be found here, whatever can be written. */
  List<String> troubles() {
    return Stream.concat(
            missing().map(Damage::toString).stream(),
            findings.map(found -> TORN.formatted(path(), found, path().getFileName())).stream())
        .toList();
  }

  /** How far it had come when it was opened: what stands behind that, this process has written. */
  long reachedWhenOpened() {
    return reachedWhenOpened;
  }

  /** How far it has come, as this connection sees it. */
  long reached(Connection connection) throws SQLException {
    try (PreparedStatement question = reaching(connection)) {
      return reached(question);
    }
  }

  /**
   * The question of {@link #reached(PreparedStatement)}, compiled once for a caller that asks with
   * each group.
   */
  PreparedStatement reaching(Connection connection) throws SQLException {
    return connection.prepareStatement(schema.reached());
  }

  static long reached(PreparedStatement question) throws SQLException {
    try (ResultSet row = question.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  ChangeFeed feed() {
    return feed;
  }

  Schema schema() {
    return schema;
  }

  HighWater highWater() {
    return Objects.requireNonNull(highWater, "only an open database has one");
  }

  /** What was acknowledged once and is not there, until an operator has acknowledged it. */
  Optional<Damage> missing() {
    return highWater()
        .loss()
        .map(
            loss ->
                new Damage(
                    Damage.MISSING,
                    "",
                    MISSING.formatted(path(), loss.from(), loss.to(), Damage.MISSING)));
  }

  Path path() {
    return settings.path();
  }

  int checkpointRows() {
    return settings.checkpointRows();
  }

  long usableBytes() throws IOException {
    return disk.usableBytes(settings.path());
  }

  JournalUnavailableException unavailable(String what, Exception why) {
    return new JournalUnavailableException(
        "the journal %s %s: %s".formatted(path(), what, DiskRemedy.with(why, path())), why);
  }

  /** A connection in auto-commit mode that reads: it cannot write. */
  Connection connect() throws SQLException {
    return connector.toRead();
  }

  /** The one kind of connection that can. */
  DatabaseWriter writer() throws SQLException {
    return DatabaseWriter.on(this, connector.toWrite());
  }

  /**
   * Writes in an SQL transaction of its own; returns when that is on the disk here (fsync).
   *
   * @return as {@link WriteTransaction#commit}
   */
  ChangeFollower.Sent write(WriteTransaction.Work work) throws SQLException {
    try (DatabaseWriter writer = writer()) {
      WriteTransaction transaction = writer.begin();
      work.in(transaction);
      return transaction.commit();
    }
  }

  /** Flyway holds two connections at once; IMMEDIATE would let them wait for each other. */
  private SQLiteDataSource forMigration() {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl(SqliteUrl.of(path()));
    source.setSynchronous("FULL");
    source.setBusyTimeout(connector.busyMillis());
    return source;
  }

  @Override
  public void close() {
    try (guard) {
      if (highWater != null) {
        highWater.close();
      }
    } catch (IOException ignored) {
      // The process gives the lock back when it ends; nothing rests on giving it back earlier.
    }
  }
}
