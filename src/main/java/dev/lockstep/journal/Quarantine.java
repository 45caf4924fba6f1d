package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The quarantine: puts damaged rows aside as they were found, on an operator's word.
 *
 * @param table where they lay
 */
record Quarantine(String table) {
  private static final String KEEP =
      """
      insert into damaged (place, fault, acknowledged_by, acknowledged_at, reason, id, code,
        format, body, checksum, terms_format, terms_body, terms_checksum)
      select ?, ?, ?, ?, ?, t.id, t.code, t.format, t.body, t.checksum, c.format, c.body,
        c.checksum
      from %s t left join terms c on c.position = t.position
      where t.position = ?""";

  private static final Logger LOG = Logger.getLogger("dev.lockstep.journal");

  private static final String NOTE =
      """
      insert into damaged (place, fault, acknowledged_by, acknowledged_at, reason)
      values (?, ?, ?, ?, ?)""";

  private static final String KEPT =
      """
      select id, fault, acknowledged_by, reason, acknowledged_at from damaged where place = ?
      order by number desc limit 1""";

  /**
   * Keeps the row's bytes and takes the row away; commits the SQL transaction that the caller
   * began.
   */
  void put(WriteTransaction transaction, Acknowledgement word) throws SQLException {
    Damage damage = word.damage();
    Connection connection = transaction.connection();
    try (PreparedStatement copy = connection.prepareStatement(KEEP.formatted(table));
        PreparedStatement remove =
            connection.prepareStatement("delete from %s where position = ?".formatted(table))) {
      say(copy, word);
      copy.setLong(6, damage.position());
      copy.executeUpdate();
      remove.setLong(1, damage.position());
      remove.executeUpdate();
      transaction.commit();
      log(word);
    }
  }

  /** Keeps what was said of what is missing: there is nothing else to keep. Commits too. */
  void note(WriteTransaction transaction, Acknowledgement word) throws SQLException {
    try (PreparedStatement note = transaction.connection().prepareStatement(NOTE)) {
      say(note, word);
      note.executeUpdate();
      transaction.commit();
      log(word);
    }
  }

  /** What people and broken rows say may hold line ends: one event stays one line. */
  private void log(Acknowledgement word) {
    String line = "%s; put aside by %s: %s".formatted(word.damage(), word.who(), word.reason());
    LOG.warn("%s: %s".formatted(table, line).replaceAll("\\R", " "));
  }

  private void say(PreparedStatement statement, Acknowledgement word) throws SQLException {
    statement.setString(1, place(word.damage().position()));
    statement.setString(2, word.damage().fault());
    statement.setString(3, word.who());
    statement.setString(4, word.at().toString());
    statement.setString(5, word.reason());
  }

  /** What was said of the row that was put aside from there; empty where none was. */
  Optional<Acknowledgement> kept(Connection connection, long position) throws SQLException {
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

  private String place(long position) {
    return table + "/" + position;
  }
}
