package dev.lockstep.journal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes away what has ended and is no longer wanted, by age and by count. Rows that may never go
 * are marked so when they are written ({@link Codec.Prunable}), and no statement here finds them.
 *
 * @param table that holds the states; terms and history go with a row, the schema's foreign keys
 *     see to that
 */
record Pruning(String table, JournalConfig.Retention retention) {
  private static final String OLDER =
      """
      delete from %1$s where position in (select position from %1$s
        where prunable = ? and changed_at < ?%2$s order by changed_at, position limit ?)\
      """;

  private static final String BEYOND =
      """
      delete from %1$s where position in (select position from %1$s
        where prunable = ?%2$s order by changed_at, position
        limit max(0, min(?, (select count(*) from %1$s where prunable = ?) - ?)))\
      """;

  /** The index of history finds a transaction's few lines. */
  private static final String TOLD =
      """
       and not exists (select 1 from history h where h.position = %s.position and h.line > %d)\
      """;

  /**
   * Between two batches the writer gets its turn: SQLite hands its lock to the first that asks, and
   * a writer that waits asks only now and then.
   */
  private static final long PAUSE_NANOS = 20_000_000;

  /**
   * Prunes until nothing is left to prune, batch after batch; one caller at a time.
   *
   * @param now in milliseconds of {@link ObservedTime}
   * @param told what has a line of history behind that one stays; {@link Long#MAX_VALUE}: nothing
   * @return how many states went
   */
  long prune(DatabaseWriter own, long now, long told) throws SQLException {
    String kept = told == Long.MAX_VALUE ? "" : TOLD.formatted(table, told);
    String older = OLDER.formatted(table, kept);
    long pruned =
        older(own, older, Codec.Prunable.FORGOTTEN, now - retention.forgottenFor().toMillis());
    pruned +=
        older(own, older, Codec.Prunable.UNFORGOTTEN, now - retention.unforgottenFor().toMillis());
    return pruned + beyond(own, BEYOND.formatted(table, kept));
  }

  private long older(DatabaseWriter own, String statement, Codec.Prunable which, long until)
      throws SQLException {
    try (PreparedStatement remove = own.connection().prepareStatement(statement)) {
      remove.setInt(1, which.code());
      remove.setLong(2, until);
      remove.setInt(3, retention.pruneBatchMax());
      return inBatches(own, remove);
    }
  }

  private long beyond(DatabaseWriter own, String statement) throws SQLException {
    try (PreparedStatement remove = own.connection().prepareStatement(statement)) {
      remove.setInt(1, Codec.Prunable.FORGOTTEN.code());
      remove.setInt(2, retention.pruneBatchMax());
      remove.setInt(3, Codec.Prunable.FORGOTTEN.code());
      remove.setLong(4, retention.forgottenMax());
      return inBatches(own, remove);
    }
  }

  private long inBatches(DatabaseWriter own, PreparedStatement remove) throws SQLException {
    long removed = 0;
    while (true) {
      WriteTransaction batch = own.begin();
      int gone = remove.executeUpdate();
      batch.commit();
      removed += gone;
      if (gone < retention.pruneBatchMax()) {
        return removed;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
