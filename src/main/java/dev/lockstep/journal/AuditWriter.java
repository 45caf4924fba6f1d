package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Writes the rows of the audit log and chains them. */
final class AuditWriter implements RowWriter<AuditAppend> {
  private static final String INSERT =
      "insert into audit (number, changed_at, body, hash) values (?, ?, ?, ?)";

  private static final String TIP =
      """
      select number, hash from audit where number = (select max(number) from audit)
      union all select number, hash from anchor order by number desc limit 1\
      """;

  private final Connection connection;
  private final ObservedTime time;
  private final InstantSource wall;
  private final PreparedStatement insert;
  private AuditEntry.Head tip;
  private long observed;

  AuditWriter(Connection connection, ObservedTime time, InstantSource wall) throws SQLException {
    this.connection = connection;
    this.time = time;
    this.wall = wall;
    this.tip = tip(connection);
    this.insert = connection.prepareStatement(INSERT);
  }

  /** The last row; where there is none, the anchor. */
  static AuditEntry.Head tip(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(TIP)) {
      if (!row.next()) {
        throw new SQLException("the table anchor is empty");
      }
      return new AuditEntry.Head(row.getLong(1), String.valueOf(row.getString(2)));
    }
  }

  @Override
  public long write(List<AuditAppend> appends) throws SQLException {
    observed = time.millis();
    long octets = 0;
    for (AuditAppend append : appends) {
      for (String body : append.bodies()) {
        octets += add(body);
      }
      if (append.followed().isPresent()) {
        run("update followed set line = ?", append.followed().getAsLong());
      }
      if (append.pruneUntil().isPresent()) {
        prune(append.pruneUntil().getAsLong());
      }
    }
    return octets;
  }

  private long add(String body) throws SQLException {
    long number = tip.number() + 1;
    String hash = AuditChain.link(tip.hash(), number, body);
    insert.setLong(1, number);
    insert.setLong(2, observed);
    insert.setString(3, body);
    insert.setString(4, hash);
    insert.executeUpdate();
    tip = new AuditEntry.Head(number, hash);
    return (long) body.length() + hash.length();
  }

  /**
   * Takes the oldest rows away. A row of the chain says up to where and with which hash, so that
   * the chain still shows where it begins.
   */
  private void prune(long until) throws SQLException {
    String hash = hash(until);
    AuditRecord word =
        AuditRecord.ofGateway(
            AuditRecord.PRUNED,
            Map.of(AuditRecord.UNTIL, Long.toString(until), AuditRecord.DIGEST, hash));
    add(word.body(wall.instant()));
    run("delete from audit where number <= ?", until);
    try (PreparedStatement anchor =
        connection.prepareStatement("update anchor set number = ?, hash = ?")) {
      anchor.setLong(1, until);
      anchor.setString(2, hash);
      anchor.executeUpdate();
    }
  }

  private String hash(long number) throws SQLException {
    try (PreparedStatement asked =
        connection.prepareStatement("select hash from audit where number = ?")) {
      asked.setLong(1, number);
      try (ResultSet row = asked.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("there is no audit row " + number);
        }
        return String.valueOf(row.getString(1));
      }
    }
  }

  private void run(String update, long value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      statement.setLong(1, value);
      statement.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    insert.close();
  }
}
