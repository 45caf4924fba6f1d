package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Verification of the journal's history against the audit log, which has a digest of each line: one
 * walk through both, in the order of the lines.
 */
final class HistoryVerification implements AutoCloseable {
  private final Connection journal;
  private final Consumer<String> findings;
  private final PreparedStatement history;
  private final ResultSet rows;

  /** Whether the rows of the audit reach back to the first line; else older lines have none. */
  private boolean begun;

  private final Map<String, String> unfinished = new HashMap<>();
  private HistoryTail.@Nullable Numbered next;
  private long lines;
  private long unrecorded;

  HistoryVerification(Connection journal, Consumer<String> findings) throws SQLException {
    this.journal = journal;
    this.findings = findings;
    this.history = journal.prepareStatement(HistoryTail.LINES);
    history.setLong(1, 0);
    this.rows = history.executeQuery();
  }

  /**
   * Goes to the first line.
   *
   * @param whole whether nothing was pruned from the audit: then the first line has a row too
   */
  void begin(boolean whole) throws SQLException {
    begun = whole;
    advance();
  }

  private void advance() throws SQLException {
    next = rows.next() ? HistoryTail.Numbered.of(rows) : null;
    if (next != null) {
      lines++;
      if (!next.stored().sound()) {
        findings.accept("history line %d fails its checksum".formatted(next.line()));
      }
    }
  }

  /** The next line that was recorded. */
  void recorded(long line, AuditRecord record) throws SQLException {
    while (next != null && next.line() < line) {
      if (begun) {
        findings.accept(
            "history line %d (transaction %s) was never recorded, and later ones were: it was put in"
                .formatted(next.line(), next.id()));
      }
      advance();
    }
    begun = true;
    if (next != null && next.line() == line) {
      if (!next.digest().equals(record.details().get(AuditRecord.LINE_DIGEST))) {
        findings.accept(
            "history line %d (transaction %s) is not what was recorded: it was changed"
                .formatted(line, next.id()));
      }
      advance();
    } else {
      missing(line, record);
    }
  }

  private void missing(long line, AuditRecord record) throws SQLException {
    String id = record.subject();
    if (stands("select 1 from transactions where id_hash = ? and id = ?", id)) {
      findings.accept(
          "history line %d of transaction %s was recorded and is missing".formatted(line, id));
    } else if ("ENDED".equals(record.details().get(AuditRecord.TO))) {
      unfinished.remove(id); // pruned as a whole
    } else {
      unfinished.put(id, String.valueOf(record.details().get(AuditRecord.TO)));
    }
  }

  private boolean stands(String query, String id) throws SQLException {
    try (PreparedStatement asked = journal.prepareStatement(query)) {
      int parameter = 1;
      if (query.contains("id_hash")) {
        asked.setInt(parameter++, Checksum.hash(id));
      }
      asked.setString(parameter, id);
      try (ResultSet row = asked.executeQuery()) {
        return row.next();
      }
    }
  }

  /** After the last line that was recorded. */
  void end() throws SQLException {
    while (next != null) {
      unrecorded++;
      advance();
    }
    for (var each : unfinished.entrySet()) {
      if (!stands("select 1 from damaged where id = ?", each.getKey())) {
        findings.accept(
            "transaction %s is not in the journal, and was %s when it was last recorded: it never"
                    .formatted(each.getKey(), each.getValue())
                + " ended, so that it was not pruned");
      }
    }
  }

  long lines() {
    return lines;
  }

  /** Lines that were not recorded yet. */
  long unrecorded() {
    return unrecorded;
  }

  @Override
  public void close() throws SQLException {
    try (history) {
      rows.close();
    }
  }
}
