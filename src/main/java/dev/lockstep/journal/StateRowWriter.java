package dev.lockstep.journal;

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
 * Writes states: of each id in the group the last one, and its terms where they changed. Where the
 * row of a live one is, or of one that ended lately and is yet to be forgotten, and which terms lie
 * beside it, is remembered, so that most appends read nothing and write no terms again.
 */
final class StateRowWriter<S> implements RowWriter<Append<S>> {
  private static final int LIVE_MAX = 16_384;

  /** Most are forgotten a moment after their end: so many are between the two. */
  private static final int ENDED_MAX = 1_024;

  // Never again the place of a row that was put aside: by its place an operator named it, and may
  // name it once more.
  private static final String NEXT_POSITION =
      """
      select coalesce(max(position), 0) + 1 from (
        select position from %1$s
        union all
        select cast(substr(place, length('%1$s/') + 1) as integer) from damaged)\
      """;

  private static final String FIND = "select position from %s where id_hash = ? and id = ?";

  private static final String INSERT =
      """
      insert into %s (code, changed_at, prunable, format, body, checksum, position, id_hash, id)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;

  private static final String UPDATE =
      """
      update %s set code = ?, changed_at = ?, prunable = ?, format = ?, body = ?, checksum = ?
      where position = ?\
      """;

  private static final String TERMS =
      """
      insert into terms (position, format, body, checksum) values (?, ?, ?, ?)
      on conflict (position) do update
      set format = excluded.format, body = excluded.body, checksum = excluded.checksum\
      """;

  private final Codec<S> codec;
  private final ObservedTime time;
  private final PreparedStatement find;
  private final PreparedStatement insert;
  private final PreparedStatement update;
  private final PreparedStatement terms;
  private final EntryCounter counter;
  private final Map<String, Row> live = new Remembered(LIVE_MAX);
  private final Map<String, Row> ended = new Remembered(ENDED_MAX);
  private long nextPosition;
  private long observed;

  /**
   * Where a state lies.
   *
   * @param terms as stored beside; empty where none are, or they were not read
   */
  private record Row(long position, Optional<Codec.Terms> terms) {}

  StateRowWriter(Connection connection, Schema schema, Codec<S> codec, ObservedTime time)
      throws SQLException {
    String table = schema.table();
    this.codec = codec;
    this.time = time;
    this.nextPosition = nextPosition(connection, table);
    this.find = connection.prepareStatement(FIND.formatted(table));
    this.insert = connection.prepareStatement(INSERT.formatted(table));
    this.update = connection.prepareStatement(UPDATE.formatted(table));
    this.terms = connection.prepareStatement(TERMS);
    this.counter = schema.counter().on(connection);
  }

  private static long nextPosition(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(NEXT_POSITION.formatted(table))) {
      return row.getLong(1);
    }
  }

  @Override
  public long write(List<Append<S>> appends) throws SQLException {
    observed = time.millis();
    Map<String, S> last = new LinkedHashMap<>();
    appends.forEach(append -> last.put(codec.id(append.next()), append.next()));
    Map<String, Long> positions = new HashMap<>();
    long bytes = 0;
    for (var each : last.entrySet()) {
      bytes += writeState(each.getKey(), each.getValue(), positions);
    }
    for (Append<S> append : appends) {
      if (append.line().isPresent()) {
        long position = positions.getOrDefault(codec.id(append.next()), 0L);
        bytes += counter.add(position, append.line().get());
      }
    }
    counter.endGroup();
    return bytes;
  }

  private long writeState(String id, S next, Map<String, Long> positions) throws SQLException {
    Optional<Row> known =
        Optional.ofNullable(live.get(id)).or(() -> Optional.ofNullable(ended.get(id)));
    if (known.isEmpty()) {
      known = lookUp(id);
    }
    boolean isNew = known.isEmpty();
    Row row = known.orElseGet(() -> new Row(nextPosition++, Optional.empty()));
    StoredState stored = StoredState.of(row.position(), next, codec, observed);
    write(isNew ? insert : update, stored, isNew);
    positions.put(id, row.position());
    long bytes = stored.body().length();
    Codec.Terms now = codec.terms(next);
    if (!row.terms().equals(Optional.of(now))) {
      bytes += writeTerms(row.position(), id, now.encode());
    }
    remember(id, next, new Row(row.position(), Optional.of(now)));
    return bytes;
  }

  /** Nothing follows on what is forgotten, so that it leaves this memory as well. */
  private void remember(String id, S next, Row row) {
    live.remove(id);
    ended.remove(id);
    if (codec.code(next) != Codec.ENDED) {
      live.put(id, row);
    } else if (codec.prunable(next) != Codec.Prunable.FORGOTTEN) {
      ended.put(id, row);
    }
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
          "the row of %s is gone".formatted(stored.id()), null, SqlFault.SQLITE_CONSTRAINT);
    }
  }

  private long writeTerms(long position, String id, String body) throws SQLException {
    if (body.isEmpty()) {
      return 0;
    }
    StoredState.StoredTerms stored = StoredState.StoredTerms.of(id, body);
    terms.setLong(1, position);
    terms.setInt(2, stored.format());
    terms.setString(3, stored.body());
    terms.setInt(4, stored.checksum());
    terms.executeUpdate();
    return body.length();
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement each : List.of(find, insert, update, terms)) {
      each.close();
    }
    counter.close();
  }

  /** The most recent ones; an older one is looked up again. */
  private static final class Remembered extends LinkedHashMap<String, Row> {
    private static final long serialVersionUID = 1;
    private final int most;

    Remembered(int most) {
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Row> eldest) {
      return size() > most;
    }
  }
}
