package dev.lockstep.journal;

import dev.lockstep.transaction.Transition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** Writes the history: a line for each append, in their order. */
final class HistoryWriter implements EntryCounter {
  private final Connection connection;
  private final PreparedStatement lines;
  private final Map<String, Integer> runs = new HashMap<>();

  HistoryWriter(Connection connection) throws SQLException {
    this.connection = connection;
    this.lines =
        connection.prepareStatement(
            """
            insert into history (position, wall_second, wall_nano, ticks, run, event,
              from_code, to_code, who, principal, address, detail, checksum)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """);
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select number, name from runs")) {
      while (rows.next()) {
        runs.put(rows.getString(2), rows.getInt(1));
      }
    }
  }

  @Override
  public long add(long position, Transition line) throws SQLException {
    HistoryLine stored = HistoryLine.of(line);
    lines.setLong(1, position);
    lines.setLong(2, stored.wallSecond());
    lines.setInt(3, stored.wallNano());
    lines.setLong(4, stored.ticks());
    lines.setInt(5, run(line.at().run()));
    lines.setString(6, stored.event());
    lines.setInt(7, stored.fromCode());
    lines.setInt(8, stored.toCode());
    lines.setString(9, stored.who());
    lines.setString(10, stored.principal());
    lines.setString(11, stored.address());
    lines.setString(12, stored.detail());
    lines.setInt(13, stored.checksum());
    lines.addBatch();
    return (long) stored.event().length() + stored.who().length() + stored.detail().length();
  }

  private int run(String name) throws SQLException {
    Integer known = runs.get(name);
    if (known != null) {
      return known;
    }
    int number = runs.values().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    try (PreparedStatement run =
        connection.prepareStatement("insert into runs (number, name) values (?, ?)")) {
      run.setInt(1, number);
      run.setString(2, name);
      run.executeUpdate();
    }
    runs.put(name, number);
    return number;
  }

  @Override
  public void endGroup() throws SQLException {
    lines.executeBatch();
  }

  @Override
  public void close() throws SQLException {
    lines.close();
  }
}
