package dev.lockstep.journal;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/** The real disk, until it is told to be full or to fail: then every commit does. */
final class BreakableDisk implements Disk {
  static final int SQLITE_IOERR_FSYNC = 1034;
  static final int SQLITE_FULL = 13;

  private final Path reserve;
  private volatile Optional<Integer> failure = Optional.empty();
  private volatile boolean full;

  BreakableDisk(Path database) {
    this.reserve = database.resolveSibling(database.getFileName() + ".reserve");
  }

  void fill() {
    full = true;
  }

  void failEachCommitWith(int code) {
    failure = Optional.of(code);
  }

  void heal() {
    failure = Optional.empty();
    full = false;
  }

  @Override
  public Connection connect(Path database, Properties settings) throws SQLException {
    Connection real = Disk.REAL.connect(database, settings);
    return (Connection)
        Proxy.newProxyInstance(
            BreakableDisk.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              // The end of auto-commit's absence is the commit.
              if (method.getName().equals("setAutoCommit") && arguments[0].equals(true)) {
                beforeCommit();
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void beforeCommit() throws SQLException {
    // The reserve is what a full disk still has: room is there once it has been given up.
    if (full && reserve.toFile().exists()) {
      throw new SQLException("database or disk is full", null, SQLITE_FULL);
    }
    if (failure.isPresent()) {
      throw new SQLException("disk I/O error", null, failure.get());
    }
  }

  @Override
  public long usableBytes(Path database) throws IOException {
    return full ? 0 : Disk.REAL.usableBytes(database);
  }
}
