package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * The hash by which a state is looked up: derived from its id, and so the one column that no
 * checksum guards. Only wanted where pages were found damaged: an index made anew from a wrong hash
 * would hide the row for good.
 */
final class IdHashes {
  private IdHashes() {}

  /**
   * Sets those right that do not follow from their ids; where the id itself may be what is damaged,
   * the hash is what finds the row.
   */
  static void derive(Connection connection, String table) throws SQLException {
    Map<Long, Integer> wrong = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select position, id_hash, id from " + table)) {
      while (rows.next()) {
        int right = Checksum.hash(String.valueOf(rows.getString(3)));
        if (rows.getLong(2) != right) {
          wrong.put(rows.getLong(1), right);
        }
      }
    }
    try (PreparedStatement repair =
        connection.prepareStatement(
            "update %s set id_hash = ? where position = ?".formatted(table))) {
      for (var each : wrong.entrySet()) {
        if (RowReader.at(connection, table, each.getKey()).filter(StoredState::sound).isPresent()) {
          repair.setInt(1, each.getValue());
          repair.setLong(2, each.getKey());
          repair.executeUpdate();
        }
      }
    }
  }
}
