package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/** Puts a damaged row aside, bytes and all, on an operator's word. */
final class Quarantine {
  private static final String KEEP =
      """
      insert into damaged (place, fault, acknowledged_by, acknowledged_at, id, code, format, body,
        checksum, terms_format, terms_body, terms_checksum)
      select ?, ?, ?, ?, t.id, t.code, t.format, t.body, t.checksum, c.format, c.body, c.checksum
      from transactions t left join terms c on c.position = t.position
      where t.position = ?""";

  private Quarantine() {}

  /**
   * Keeps the row's bytes and takes the row away, in one SQL transaction.
   *
   * @param connection closed afterwards by the caller, which rolls back what was not committed
   */
  static void put(Connection connection, Damage damage, String who, Instant at)
      throws SQLException {
    Database.begin(connection);
    try (PreparedStatement keep = connection.prepareStatement(KEEP);
        PreparedStatement remove =
            connection.prepareStatement("delete from transactions where position = ?")) {
      keep.setString(1, "transactions/" + damage.position());
      keep.setString(2, damage.fault());
      keep.setString(3, who);
      keep.setString(4, at.toString());
      keep.setLong(5, damage.position());
      keep.executeUpdate();
      remove.setLong(1, damage.position());
      remove.executeUpdate();
      Database.commit(connection);
    }
  }
}
