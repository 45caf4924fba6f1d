package dev.lockstep.journal;

import dev.lockstep.journal.DecisionLog.Document;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A document's row as it lies on the disk: not yet believed.
 *
 * @param position its place, in the order of arrival
 */
record StoredDocument(
    long position, String id, boolean open, int format, String body, int checksum) {
  static final String QUERY = "select position, id, open, format, body, checksum from documents ";

  private static final String OLDER =
      """
      delete from documents where position in (select position from documents
        where open = 0 and changed_at < ? order by changed_at limit ?)\
      """;

  private static final String BEYOND =
      """
      delete from documents where position in (select position from documents
        where open = 0 order by changed_at
        limit max(0, min(?, (select count(*) from documents where open = 0) - ?)))\
      """;

  /** Between two batches the writer gets its turn. */
  private static final long PAUSE_NANOS = 20_000_000;

  static StoredDocument of(ResultSet row) throws SQLException {
    return new StoredDocument(
        row.getLong(1),
        text(row, 2),
        row.getInt(3) != 0,
        row.getInt(4),
        text(row, 5),
        row.getInt(6));
  }

  // "not null" is a rule of the schema; a flipped octet knows no rules.
  private static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  static Optional<StoredDocument> at(Connection connection, long position) throws SQLException {
    try (PreparedStatement asked = connection.prepareStatement(QUERY + "where position = ?")) {
      asked.setLong(1, position);
      try (ResultSet row = asked.executeQuery()) {
        return row.next() ? Optional.of(of(row)) : Optional.empty();
      }
    }
  }

  /** What reading a row comes to. */
  sealed interface Found {
    /** As it was written. */
    record Sound(Document document) implements Found {}

    /** Not as it was written. */
    record Broken(Damage damage) implements Found {}
  }

  Found read() {
    try {
      StoredState.check(format);
      if (checksum != DocumentRowWriter.checksum(id, open, format, body)) {
        throw new IllegalArgumentException("it fails its checksum");
      }
      return new Found.Sound(new Document(id, open, body));
    } catch (IllegalArgumentException fault) {
      String message = "the coordination's document: " + fault.getMessage();
      return new Found.Broken(new Damage(position, id, message));
    }
  }

  /** Closed before that, in milliseconds of {@link ObservedTime}; returns how many went. */
  static long removeOlder(Connection connection, long until, int batch) throws SQLException {
    try (PreparedStatement remove = connection.prepareStatement(OLDER)) {
      remove.setLong(1, until);
      remove.setInt(2, batch);
      return inBatches(remove, batch);
    }
  }

  /** The oldest closed ones, until so many are left; returns how many went. */
  static long removeBeyond(Connection connection, long most, int batch) throws SQLException {
    try (PreparedStatement remove = connection.prepareStatement(BEYOND)) {
      remove.setInt(1, batch);
      remove.setLong(2, most);
      return inBatches(remove, batch);
    }
  }

  private static long inBatches(PreparedStatement remove, int batch) throws SQLException {
    long removed = 0;
    while (true) {
      int gone = remove.executeUpdate();
      removed += gone;
      if (gone < batch) {
        return removed;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
