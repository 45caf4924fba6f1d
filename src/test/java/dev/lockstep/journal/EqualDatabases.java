package dev.lockstep.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Compares two databases row by row: rowids, types and octets. */
final class EqualDatabases {
  private EqualDatabases() {}

  /** Every row of a file, one line each; but for which of the two has written last. */
  static List<String> rows(Path file) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(SqliteUrl.of(file))) {
      for (String table :
          texts(connection, "select name from sqlite_master where type = 'table'")) {
        List<String> columns =
            texts(connection, "select name from pragma_table_info('%s')".formatted(table));
        columns.removeIf(column -> column.startsWith("appl")); // applied, applying
        String values =
            String.join(
                " || ' ' || ",
                columns.stream()
                    .map(each -> "typeof(%1$s) || ':' || hex(%1$s)".formatted(each))
                    .toList());
        String rowid = table.startsWith("sqlite_") ? "name" : "rowid";
        rows.addAll(
            texts(
                connection,
                "select '%1$s ' || %2$s || ' ' || %3$s from %1$s order by %2$s"
                    .formatted(table, rowid, values)));
      }
      rows.addAll(
          texts(
              connection,
              "select type || ' ' || sql from sqlite_master where sql is not null order by name"));
    }
    return rows;
  }

  private static List<String> texts(Connection connection, String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }
}
