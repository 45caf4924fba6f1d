package dev.lockstep.journal;

import dev.lockstep.journal.RowChange.Cell;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Puts the rows of change sets into a database, on one connection of {@link
 * SqliteConnector#toCopy}, inside the SQL transaction of the caller. All rows that a change set
 * touches are taken away before any is put in, so that what is unique stays so in any order.
 */
final class ChangeApplier {
  private static final String TABLES =
      """
      select name from sqlite_master where type = 'table' and name not like 'sqlite~_%' escape '~'
        and name not in ('flyway_schema_history', 'replicated')\
      """;

  private static final String COLUMNS =
      "select name, lower(type) = 'integer' and pk = 1 from pragma_table_info(?) order by cid";

  private final Connection connection;
  private final Map<String, Table> tables = new HashMap<>();
  private final Map<String, PreparedStatement> deletes = new HashMap<>();
  private final Map<String, PreparedStatement> inserts = new HashMap<>();

  /**
   * A table of the database.
   *
   * @param named whether one of its columns is its rowid
   */
  private record Table(String name, List<String> columns, boolean named) {}

  ChangeApplier(Connection connection) throws SQLException {
    this.connection = connection;
    List<String> names = Question.ask(connection, TABLES, none -> {}, ChangeApplier::texts);
    for (String name : names) {
      tables.put(name, table(name));
    }
  }

  private static List<String> texts(ResultSet rows) throws SQLException {
    List<String> texts = new ArrayList<>();
    while (rows.next()) {
      texts.add(String.valueOf(rows.getString(1)));
    }
    return texts;
  }

  private Table table(String name) throws SQLException {
    List<String> columns = new ArrayList<>();
    boolean named =
        Question.ask(
            connection,
            COLUMNS,
            asked -> asked.setString(1, name),
            rows -> {
              boolean rowid = false;
              while (rows.next()) {
                columns.add(String.valueOf(rows.getString(1)));
                rowid |= rows.getInt(2) == 1;
              }
              return rowid;
            });
    return new Table(name, columns, named && !hasFurtherKeys(name));
  }

  private boolean hasFurtherKeys(String name) throws SQLException {
    return Question.ask(
        connection,
        "select 1 from pragma_table_info(?) where pk > 1",
        asked -> asked.setString(1, name),
        ResultSet::next);
  }

  /**
   * Puts them in.
   *
   * @throws SQLException also where a table or its columns are not as those of the change set
   */
  void apply(List<RowChange> rows) throws SQLException {
    for (RowChange each : rows) {
      Table table = known(each.table());
      switch (each) {
        case RowChange.Upsert upsert -> delete(table, upsert.rowid());
        case RowChange.Delete delete -> delete(table, delete.rowid());
        case RowChange.Counted counted -> {}
      }
    }
    for (RowChange each : rows) {
      Table table = known(each.table());
      switch (each) {
        case RowChange.Upsert upsert -> insert(table, upsert);
        case RowChange.Delete delete -> {}
        case RowChange.Counted counted -> count(counted);
      }
    }
  }

  private Table known(String name) throws SQLException {
    Table table = tables.get(name);
    if (table == null) {
      throw new SQLException("there is no table \"%s\" here".formatted(name));
    }
    return table;
  }

  private void delete(Table table, long rowid) throws SQLException {
    PreparedStatement delete = deletes.get(table.name());
    if (delete == null) {
      delete =
          connection.prepareStatement("delete from %s where rowid = ?".formatted(table.name()));
      deletes.put(table.name(), delete);
    }
    delete.setLong(1, rowid);
    delete.executeUpdate();
  }

  private void insert(Table table, RowChange.Upsert row) throws SQLException {
    if (row.values().size() != table.columns().size()) {
      throw new SQLException(
          "a row of %s has %d columns, and %d here"
              .formatted(table.name(), row.values().size(), table.columns().size()));
    }
    PreparedStatement insert = insert(table, row.values());
    int column = 1;
    if (!table.named()) {
      insert.setLong(column++, row.rowid());
    }
    for (Cell value : row.values()) {
      switch (value) {
        case Cell.Null none -> insert.setObject(column, null);
        case Cell.Whole whole -> insert.setLong(column, whole.value());
        case Cell.Real real -> insert.setDouble(column, real.value());
        case Cell.Text text -> insert.setBytes(column, text.octets());
        case Cell.Blob blob -> insert.setBytes(column, blob.octets());
      }
      column++;
    }
    insert.executeUpdate();
  }

  /** Texts are given as octets, so that damaged ones stay what they are. */
  private PreparedStatement insert(Table table, List<Cell> values) throws SQLException {
    String places =
        values.stream()
            .map(value -> value instanceof Cell.Text ? "cast(? as text)" : "?")
            .collect(Collectors.joining(", "));
    String columns = String.join(", ", table.columns());
    String statement =
        table.named()
            ? "insert into %s (%s) values (%s)".formatted(table.name(), columns, places)
            : "insert into %s (rowid, %s) values (?, %s)".formatted(table.name(), columns, places);
    PreparedStatement insert = inserts.get(statement);
    if (insert == null) {
      insert = connection.prepareStatement(statement);
      inserts.put(statement, insert);
    }
    return insert;
  }

  /** SQLite keeps these for itself, but takes ordinary statements there. */
  private void count(RowChange.Counted counted) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update sqlite_sequence set seq = ? where name = ?")) {
      update.setLong(1, counted.sequence());
      update.setString(2, counted.table());
      if (update.executeUpdate() > 0) {
        return;
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement("insert into sqlite_sequence (name, seq) values (?, ?)")) {
      insert.setString(1, counted.table());
      insert.setLong(2, counted.sequence());
      insert.executeUpdate();
    }
  }
}
