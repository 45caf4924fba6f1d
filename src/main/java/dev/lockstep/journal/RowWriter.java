package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * How rows of one kind are written on one connection, inside the SQL transaction of the {@link
 * GroupWriter}. Used by the writer's thread alone. What it remembers may be ahead of the disk, so
 * it is thrown away with the group that failed.
 */
interface RowWriter<T> extends AutoCloseable {

  /** Makes one for a connection. */
  @FunctionalInterface
  interface Opening<T> {
    RowWriter<T> on(Connection connection) throws SQLException;
  }

  /** Writes these rows, in their order; returns how many octets they came to. */
  long write(List<T> rows) throws SQLException;

  @Override
  void close() throws SQLException;
}
