package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One database on the standby. Its lock is held, whether the file is there or not. One caller at a
 * time.
 */
final class ReplicaFile implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.journal");

  private static final String VERSION =
      "select coalesce(max(cast(version as integer)), 0) from flyway_schema_history where success";

  private final JournalSettings settings;
  private final Schema schema;
  private final SqliteConnector connector;
  private final FileGuard guard;
  private @Nullable Open open;

  /** The file, while nothing is wrong with it. */
  private record Open(
      Connection connection,
      ChangeApplier applier,
      PreparedStatement reaching,
      HighWater mark,
      Optional<ChangeCount.Stand> stand)
      implements AutoCloseable {
    Open at(ChangePosition next) {
      ChangeCount.Stand taken = new ChangeCount.Stand(next, true);
      return new Open(connection, applier, reaching, mark, Optional.of(taken));
    }

    @Override
    public void close() throws SQLException, IOException {
      try (mark) {
        connection.close();
      }
    }
  }

  private ReplicaFile(JournalSettings settings, Schema schema, Disk disk, FileGuard guard) {
    this.settings = settings;
    this.schema = schema;
    this.guard = guard;
    this.connector =
        new SqliteConnector(
            disk, settings.path(), settings.limits().busyTimeout(), schema.pageBytes());
  }

  /** Takes the lock, and opens the file where there is one. */
  static ReplicaFile open(JournalSettings settings, Schema schema, Disk disk)
      throws JournalUnavailableException {
    FileGuard guard = FileGuard.take(settings.beside(".lock"), settings.path());
    ReplicaFile file = new ReplicaFile(settings, schema, disk, guard);
    try {
      SqliteLibrary.load(settings.path().toAbsolutePath().resolveSibling("native"));
      Files.deleteIfExists(file.staged());
      file.reopenUnlessSpoiled();
      return file;
    } catch (SQLException | IOException e) {
      file.close();
      throw file.unavailable("cannot be opened", e);
    } catch (JournalUnavailableException e) {
      file.close();
      throw e;
    }
  }

  Schema schema() {
    return schema;
  }

  Path path() {
    return settings.path();
  }

  Disk disk() {
    return connector.disk();
  }

  /** Octets that an ordinary start keeps for outcomes. */
  long reserve() {
    return settings.reserve().count();
  }

  /** Where a base copy is put until all of it is there. */
  Path staged() {
    return settings.beside(".base");
  }

  JournalUnavailableException unavailable(String what, Exception why) {
    return new JournalUnavailableException(
        "the standby's %s %s: %s".formatted(path(), what, DiskRemedy.with(why, path())), why);
  }

  /** A file that cannot be read any more is as good as none: a base copy takes its place. */
  private void reopenUnlessSpoiled() throws SQLException, IOException {
    try {
      reopen();
    } catch (SQLException fault) {
      if (!SqlFault.isSpoiled(fault)) {
        throw fault;
      }
      LOG.warnf(
          "%s cannot be read (%s): this standby needs a base copy, and puts the file aside then",
          path(), fault.getMessage());
    }
  }

  /**
   * As {@link Database} does it: what an fsync failed to write is written anew before it counts.
   */
  void reopen() throws SQLException, IOException {
    if (!Files.exists(path()) || UnfinishedCopy.of(settings).isThere()) {
      return;
    }
    Connection connection = connector.toCopy();
    try {
      if (!SqliteConnector.get(connection, "wal_checkpoint(truncate)").equals("0")) {
        throw new SQLException("its log cannot be brought into it: close what else has it open");
      }
      PreparedStatement reaching = connection.prepareStatement(schema.reached());
      HighWater mark = HighWater.open(settings.beside(".mark"), Database.reached(reaching));
      OwnerOnly.narrow(settings);
      Optional<ChangeCount.Stand> stand =
          ChangeCount.read(connection, schema.name(), version(connection));
      open = new Open(connection, new ChangeApplier(connection), reaching, mark, stand);
    } catch (SQLException | IOException e) {
      connection.close();
      throw e;
    }
  }

  static int version(Connection connection) throws SQLException {
    return Question.ask(connection, VERSION, none -> {}, row -> row.next() ? row.getInt(1) : 0);
  }

  /**
   * What it holds, from the last one that wrote it; empty where it was never followed, or is not
   * there.
   */
  Optional<ChangeCount.Stand> stand() {
    return Optional.ofNullable(open).flatMap(Open::stand);
  }

  /**
   * Where change sets can follow on. Not where entries are missing that this disk has confirmed:
   * nothing is to be built on a hole.
   */
  Optional<ChangePosition> position() {
    return Optional.ofNullable(open)
        .filter(file -> file.mark().loss().isEmpty())
        .flatMap(Open::stand)
        .map(ChangeCount.Stand::at);
  }

  /** Takes a change set that follows on; returns when it would survive a power cut. */
  void apply(ChangeSet changes) throws SQLException, IOException {
    Open file = open;
    if (file == null) {
      throw new SQLException("it is not open");
    }
    try {
      Connection connection = file.connection();
      connection.setAutoCommit(false);
      ChangeCount.applying(connection);
      file.applier().apply(changes.rows());
      ChangeCount.write(connection, changes.position(), true);
      long reached = Database.reached(file.reaching());
      connection.setAutoCommit(true);
      file.mark().reach(reached);
      open = file.at(changes.position());
    } catch (SQLException e) {
      // What the kernel still holds is unknown: the next one opens the file anew.
      closeFile();
      throw e;
    }
  }

  boolean isOpen() {
    return open != null;
  }

  /** Closes the file and keeps the lock. */
  void closeFile() throws SQLException, IOException {
    Open file = open;
    open = null;
    if (file != null) {
      file.close();
    }
  }

  JournalSettings settings() {
    return settings;
  }

  @Override
  public void close() {
    try (guard) {
      closeFile();
    } catch (SQLException | IOException ignored) {
      // What was confirmed is on the disk; the process gives the lock back when it ends.
    }
  }
}
