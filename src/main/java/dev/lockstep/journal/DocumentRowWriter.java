package dev.lockstep.journal;

import dev.lockstep.journal.DecisionLog.Document;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the last document of each coordination in the group. */
final class DocumentRowWriter implements RowWriter<Document> {
  private final ObservedTime time;
  private final PreparedStatement upsert;

  // Documents are replaced, so nothing else in them tells how far the log has come.
  private final PreparedStatement beat;

  DocumentRowWriter(Connection connection, ObservedTime time) throws SQLException {
    this.time = time;
    this.upsert =
        connection.prepareStatement(
            """
            insert into documents (id, open, format, body, checksum, changed_at)
            values (?, ?, ?, ?, ?, ?)
            on conflict (id) do update set open = excluded.open, format = excluded.format,
              body = excluded.body, checksum = excluded.checksum,
              changed_at = excluded.changed_at\
            """);
    this.beat = connection.prepareStatement("update pulse set beats = beats + 1");
  }

  static int checksum(String id, boolean open, int format, String text) {
    return new Checksum().with(id).with(open ? 1 : 0).with(format).with(text).value();
  }

  @Override
  public long write(List<Document> documents) throws SQLException {
    Map<String, Document> last = new LinkedHashMap<>();
    documents.forEach(document -> last.put(document.id(), document));
    long bytes = 0;
    for (Document document : last.values()) {
      upsert.setString(1, document.id());
      upsert.setInt(2, document.open() ? 1 : 0);
      upsert.setInt(3, StoredState.FORMAT);
      upsert.setString(4, document.text());
      upsert.setInt(
          5, checksum(document.id(), document.open(), StoredState.FORMAT, document.text()));
      upsert.setLong(6, time.millis());
      upsert.executeUpdate();
      bytes += document.text().length();
    }
    beat.executeUpdate();
    return bytes;
  }

  @Override
  public void close() throws SQLException {
    upsert.close();
    beat.close();
  }
}
