package dev.lockstep.journal;

import dev.lockstep.journal.RowChange.Cell;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteUpdateListener;

/**
 * Sees which rows a connection changes, by SQLite's update hook
 * (sqlite.org/c3ref/update_hook.html), and reads them before the commit. What triggers and foreign
 * keys do comes through the hook too.
 *
 * <p>What does not: a delete of a whole table without a condition, tables without rowids, SQLite's
 * own table of autoincrement, the row that a REPLACE takes away for another row's sake, and the old
 * rowid where a rowid is changed. The third is read here; the first two show in SQLite's count of
 * changes, which is compared; the others no statement of ours does ({@code ReplicatedWritesTest}).
 */
final class ChangeCapture implements SQLiteUpdateListener {
  private static final String COUNTED =
      "select name from sqlite_master where type = 'table' and sql like '%autoincrement%'";

  private static final String ROWS =
      "select rowid, * from %s where rowid in (select value from json_each(?)) order by rowid";

  private final Connection connection;
  private final SQLiteConnection driver;
  private final Set<String> counted = new HashSet<>();
  private final Map<String, PreparedStatement> rows = new HashMap<>();
  private final Map<String, Set<Long>> touched = new LinkedHashMap<>();
  private long seen;
  private long changesBefore;

  /** On a connection that writes; for as long as that is open. */
  ChangeCapture(Connection connection) throws SQLException {
    this.connection = connection;
    this.driver = connection.unwrap(SQLiteConnection.class);
    Question.ask(
        connection,
        COUNTED,
        none -> {},
        names -> {
          while (names.next()) {
            counted.add(String.valueOf(names.getString(1)));
          }
          return counted;
        });
    driver.addUpdateListener(this);
    this.changesBefore = changes();
  }

  /** From inside a statement of this connection: nothing may be asked of SQLite here. */
  @Override
  public void onUpdate(Type type, String database, String table, long rowid) {
    seen++;
    if (!table.equals(ChangeCount.TABLE)) {
      touched.computeIfAbsent(table, first -> new LinkedHashSet<>()).add(rowid);
    }
  }

  /** An SQL transaction begins. */
  void begin() throws SQLException {
    if (changes() != changesBefore) {
      throw new IllegalStateException("something was written outside of a WriteTransaction");
    }
    touched.clear();
    seen = 0;
  }

  private long changes() throws SQLException {
    return driver.getDatabase().total_changes();
  }

  /** What it has changed up to now; nothing else is changed in it, but for {@link ChangeCount}. */
  List<RowChange> end() throws SQLException {
    if (changes() - changesBefore != seen) {
      throw new IllegalStateException(
          "SQLite counts %d changes, and its update hook has told of %d: a statement writes past it, as a delete without a condition does"
              .formatted(changes() - changesBefore, seen));
    }
    List<RowChange> changed = new ArrayList<>();
    for (var table : touched.entrySet()) {
      read(table.getKey(), table.getValue(), changed);
    }
    return changed;
  }

  /** It is committed, or about to be: what comes now is another one's. */
  void settle() throws SQLException {
    changesBefore = changes();
  }

  private void read(String table, Set<Long> rowids, List<RowChange> changed) throws SQLException {
    Set<Long> gone = new LinkedHashSet<>(rowids);
    PreparedStatement asked = rows.get(table);
    if (asked == null) {
      asked = connection.prepareStatement(ROWS.formatted(table));
      rows.put(table, asked);
    }
    asked.setString(1, rowids.toString());
    try (ResultSet row = asked.executeQuery()) {
      int columns = row.getMetaData().getColumnCount();
      while (row.next()) {
        long rowid = row.getLong(1);
        gone.remove(rowid);
        List<Cell> values = new ArrayList<>(columns - 1);
        for (int column = 2; column <= columns; column++) {
          values.add(cell(row, column));
        }
        changed.add(new RowChange.Upsert(table, rowid, values));
      }
    }
    gone.forEach(rowid -> changed.add(new RowChange.Delete(table, rowid)));
    if (counted.contains(table)) {
      changed.add(new RowChange.Counted(table, count(table)));
    }
  }

  private static Cell cell(ResultSet row, int column) throws SQLException {
    return switch (row.getObject(column)) {
      case null -> new Cell.Null();
      case Integer whole -> new Cell.Whole(whole);
      case Long whole -> new Cell.Whole(whole);
      case Double real -> new Cell.Real(real);
      // A damaged text need not be UTF-8: then its octets are not those of the string.
      case String text when text.indexOf('\uFFFD') >= 0 -> new Cell.Text(row.getBytes(column));
      case String text -> new Cell.Text(text.getBytes(StandardCharsets.UTF_8));
      case byte[] octets -> new Cell.Blob(octets);
      case Object other -> throw new SQLException("a value of " + other.getClass());
    };
  }

  private long count(String table) throws SQLException {
    return Question.ask(
        connection,
        "select seq from sqlite_sequence where name = ?",
        name -> name.setString(1, table),
        row -> row.next() ? row.getLong(1) : 0);
  }
}
