package dev.lockstep.journal;

import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Transition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes entries: of each transaction in the group the last state, and every line of history. Where
 * a live transaction's row is, and which terms lie beside it, is remembered, so that most appends
 * read nothing.
 */
final class JournalRowWriter implements RowWriter<Entry> {
  private static final int REMEMBERED_MAX = 16_384;

  // Never again the place of a row that was put aside: by its place an operator named it, and may
  // name it once more.
  private static final String NEXT_POSITION =
      """
      select coalesce(max(position), 0) + 1 from (
        select position from transactions
        union all
        select cast(substr(place, length('transactions/') + 1) as integer) from damaged)\
      """;

  private final Connection connection;
  private final ObservedTime time;
  private final PreparedStatement find;
  private final PreparedStatement insert;
  private final PreparedStatement update;
  private final PreparedStatement terms;
  private final PreparedStatement history;
  private final Map<String, Row> live = new Remembered();
  private final Map<String, Integer> runs = new HashMap<>();
  private long nextPosition;
  private long observed;

  /**
   * Where a transaction lies.
   *
   * @param terms as stored beside; empty where none are, or nobody looked
   */
  private record Row(long position, Optional<Terms> terms) {}

  JournalRowWriter(Connection connection, ObservedTime time) throws SQLException {
    this.connection = connection;
    this.time = time;
    this.nextPosition = one(NEXT_POSITION);
    this.find =
        connection.prepareStatement(
            "select position from transactions where id_hash = ? and id = ?");
    this.insert =
        connection.prepareStatement(
            """
            insert into transactions
              (code, changed_at, prunable, format, body, checksum, position, id_hash, id)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """);
    this.update =
        connection.prepareStatement(
            """
            update transactions
            set code = ?, changed_at = ?, prunable = ?, format = ?, body = ?, checksum = ?
            where position = ?\
            """);
    this.terms =
        connection.prepareStatement(
            """
            insert into terms (position, format, body, checksum) values (?, ?, ?, ?)
            on conflict (position) do update
            set format = excluded.format, body = excluded.body, checksum = excluded.checksum\
            """);
    this.history =
        connection.prepareStatement(
            """
            insert into history (position, wall_second, wall_nano, ticks, run, event,
              from_code, to_code, who, detail, checksum)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """);
    readRuns();
  }

  private void readRuns() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select number, name from runs")) {
      while (rows.next()) {
        runs.put(rows.getString(2), rows.getInt(1));
      }
    }
  }

  private long one(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  @Override
  public long write(List<Entry> entries) throws SQLException {
    observed = time.millis();
    Map<String, Entry> last = new LinkedHashMap<>();
    entries.forEach(entry -> last.put(entry.id().value(), entry));
    Map<String, Long> positions = new HashMap<>();
    long bytes = 0;
    for (Entry entry : last.values()) {
      bytes += writeState(entry, positions);
    }
    for (Entry entry : entries) {
      long position = positions.getOrDefault(entry.id().value(), 0L);
      bytes += addLine(position, entry.line());
    }
    history.executeBatch();
    return bytes;
  }

  private long writeState(Entry entry, Map<String, Long> positions) throws SQLException {
    String id = entry.id().value();
    Row remembered = live.get(id);
    Optional<Row> known = remembered == null ? lookUp(id) : Optional.of(remembered);
    boolean isNew = known.isEmpty();
    Row row = known.orElseGet(() -> new Row(nextPosition++, Optional.empty()));
    StoredState stored = StoredState.of(row.position(), entry, observed);
    write(isNew ? insert : update, stored, isNew);
    positions.put(id, row.position());
    long bytes = stored.body().length();
    Terms now = Terms.of(entry.next());
    if (!now.none() && !row.terms().equals(Optional.of(now))) {
      bytes += write(row.position(), id, now);
    }
    if (entry.next() instanceof State.Ended) {
      live.remove(id);
    } else {
      live.put(id, new Row(row.position(), Optional.of(now)));
    }
    return bytes;
  }

  private Optional<Row> lookUp(String id) throws SQLException {
    find.setInt(1, Checksum.hash(id));
    find.setString(2, id);
    try (ResultSet row = find.executeQuery()) {
      return row.next() ? Optional.of(new Row(row.getLong(1), Optional.empty())) : Optional.empty();
    }
  }

  private static void write(PreparedStatement statement, StoredState stored, boolean isNew)
      throws SQLException {
    statement.setInt(1, stored.code());
    statement.setLong(2, stored.changedAt());
    statement.setInt(3, stored.prunable());
    statement.setInt(4, stored.format());
    statement.setString(5, stored.body());
    statement.setInt(6, stored.checksum());
    statement.setLong(7, stored.position());
    if (isNew) {
      statement.setInt(8, Checksum.hash(stored.id()));
      statement.setString(9, stored.id());
    }
    if (statement.executeUpdate() != 1) {
      // Put aside or pruned behind our back: this group fails, and the next try looks again.
      throw new SQLException(
          "the row of transaction %s is gone".formatted(stored.id()),
          null,
          SqlFault.SQLITE_CONSTRAINT);
    }
  }

  private long write(long position, String id, Terms now) throws SQLException {
    StoredState.StoredTerms stored = StoredState.StoredTerms.of(id, now);
    terms.setLong(1, position);
    terms.setInt(2, stored.format());
    terms.setString(3, stored.body());
    terms.setInt(4, stored.checksum());
    terms.executeUpdate();
    return stored.body().length();
  }

  private long addLine(long position, Transition line) throws SQLException {
    HistoryLine stored = HistoryLine.of(line);
    history.setLong(1, position);
    history.setLong(2, stored.wallSecond());
    history.setInt(3, stored.wallNano());
    history.setLong(4, stored.ticks());
    history.setInt(5, run(line.at().run()));
    history.setString(6, stored.event());
    history.setInt(7, stored.fromCode());
    history.setInt(8, stored.toCode());
    history.setString(9, stored.who());
    history.setString(10, stored.detail());
    history.setInt(11, stored.checksum());
    history.addBatch();
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
  public void close() throws SQLException {
    for (PreparedStatement each : List.of(find, insert, update, terms, history)) {
      each.close();
    }
  }

  /** The most recent live ones; an older one is looked up again. */
  private static final class Remembered extends LinkedHashMap<String, Row> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Row> eldest) {
      return size() > REMEMBERED_MAX;
    }
  }
}
