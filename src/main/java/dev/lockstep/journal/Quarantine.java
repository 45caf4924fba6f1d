package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Puts a damaged row aside, bytes and all, on an operator's word. */
final class Quarantine {
  private static final String KEEP =
      """
      insert into damaged (place, fault, acknowledged_by, acknowledged_at, reason, id, code, format,
        body, checksum, terms_format, terms_body, terms_checksum)
      select ?, ?, ?, ?, ?, t.id, t.code, t.format, t.body, t.checksum, c.format, c.body, c.checksum
      from transactions t left join terms c on c.position = t.position
      where t.position = ?""";

  private static final String KEPT =
      """
      select id, fault, acknowledged_by, reason, acknowledged_at from damaged where place = ?""";

  private Quarantine() {}

  /**
   * Keeps the row's bytes and takes the row away; commits the SQL transaction that the caller
   * began.
   *
   * @param connection closed afterwards by the caller, which rolls back what was not committed
   */
  static void put(Connection connection, Acknowledgement word) throws SQLException {
    Damage damage = word.damage();
    try (PreparedStatement keep = connection.prepareStatement(KEEP);
        PreparedStatement remove =
            connection.prepareStatement("delete from transactions where position = ?")) {
      keep.setString(1, place(damage.position()));
      keep.setString(2, damage.fault());
      keep.setString(3, word.who());
      keep.setString(4, word.at().toString());
      keep.setString(5, word.reason());
      keep.setLong(6, damage.position());
      keep.executeUpdate();
      remove.setLong(1, damage.position());
      remove.executeUpdate();
      Database.commit(connection);
    }
  }

  /** What was said of the row that was put aside from there; empty where none was. */
  static Optional<Acknowledgement> kept(Connection connection, long position) throws SQLException {
    try (PreparedStatement kept = connection.prepareStatement(KEPT)) {
      kept.setString(1, place(position));
      try (ResultSet row = kept.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        String id = row.getString(1);
        return Optional.of(
            new Acknowledgement(
                new Damage(position, id == null ? "" : id, row.getString(2)),
                row.getString(3),
                row.getString(4),
                Instant.parse(row.getString(5))));
      }
    }
  }

  private static String place(long position) {
    return "transactions/" + position;
  }
}
