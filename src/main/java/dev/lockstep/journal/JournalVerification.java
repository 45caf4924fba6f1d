package dev.lockstep.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * Verification of a journal and its audit log, from outside: reads both and changes neither, also
 * while the gateway runs.
 */
public final class JournalVerification {
  private static final int FINDINGS_MAX = 20;
  private static final int ROWS_AT_ONCE = 500;

  private final List<String> findings = new ArrayList<>();
  private long found;

  /**
   * What was found.
   *
   * @param findings the first of them, the first place first; empty where all is as it was written
   * @param found how many there are
   * @param transactions in the journal
   * @param lines of its history
   * @param unrecorded of them not recorded yet
   * @param rows of the audit log
   * @param head of its chain
   */
  public record Report(
      List<String> findings,
      long found,
      long transactions,
      long lines,
      long unrecorded,
      long rows,
      AuditEntry.Head head) {
    public Report {
      findings = List.copyOf(findings);
    }
  }

  private JournalVerification() {}

  /**
   * Reads everything.
   *
   * @param exported a head of the chain that was exported before
   * @throws JournalUnavailableException where a file is not there or cannot be read
   */
  public static Report of(Path journal, Path audit, Optional<AuditEntry.Head> exported)
      throws JournalUnavailableException {
    try (Connection log = open(audit);
        Connection states = open(journal)) {
      return new JournalVerification().verify(log, states, exported);
    } catch (SQLException unreadable) {
      throw new JournalUnavailableException(
          "%s or %s cannot be read: %s".formatted(journal, audit, unreadable.getMessage()),
          unreadable);
    }
  }

  /**
   * The head of a chain, as its last row says.
   *
   * @throws JournalUnavailableException where the file is not there or cannot be read
   */
  public static AuditEntry.Head head(Path audit) throws JournalUnavailableException {
    try (Connection log = open(audit)) {
      return AuditWriter.tip(log);
    } catch (SQLException unreadable) {
      throw new JournalUnavailableException(
          "%s cannot be read: %s".formatted(audit, unreadable.getMessage()), unreadable);
    }
  }

  /** For reading alone, also while a gateway writes. */
  static Connection open(Path file) throws JournalUnavailableException, SQLException {
    if (!Files.isReadable(file)) {
      throw new JournalUnavailableException(
          "%s is not there, or may not be read by this user".formatted(file));
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return Disk.REAL.connect(file, config.toProperties());
  }

  private void find(String finding) {
    found++;
    if (findings.size() < FINDINGS_MAX) {
      findings.add(finding);
    }
  }

  private Report verify(Connection log, Connection journal, Optional<AuditEntry.Head> exported)
      throws SQLException {
    PageCheck.findings(log)
        .ifPresent(torn -> find("audit: its pages do not hang together: " + torn));
    PageCheck.findings(journal)
        .ifPresent(torn -> find("journal: its pages do not hang together: " + torn));
    List<Rewinding> rewindings = rewindings(log);
    try (HistoryVerification history = new HistoryVerification(journal, this::find)) {
      AuditVerification chain =
          new AuditVerification(
              log,
              this::find,
              (number, record) -> {
                String line = record.details().get(AuditRecord.LINE);
                if (line != null && counts(number, Long.parseLong(line), record, rewindings)) {
                  history.recorded(Long.parseLong(line), record);
                }
              });
      history.begin(chain.anchor().number() == 0);
      AuditEntry.Head head = chain.verify(exported);
      history.end();
      return new Report(
          findings,
          found,
          states(journal),
          history.lines(),
          history.unrecorded(),
          chain.rows(),
          head);
    }
  }

  /** A journal that was put back to that line, as the row of that number says. */
  private record Rewinding(long number, long line) {}

  private static List<Rewinding> rewindings(Connection log) throws SQLException {
    List<Rewinding> rewindings = new ArrayList<>();
    try (PreparedStatement asked =
        log.prepareStatement("select number, body, hash from audit where instr(body, ?) > 0")) {
      asked.setString(1, AuditRecord.REWOUND);
      try (ResultSet rows = asked.executeQuery()) {
        while (rows.next()) {
          rewinding(rows.getLong(1), String.valueOf(rows.getString(2))).ifPresent(rewindings::add);
        }
      }
    }
    return rewindings;
  }

  private static Optional<Rewinding> rewinding(long number, String body) {
    try {
      AuditRecord record = new AuditEntry(number, body, "").read().record();
      String line = record.details().get(AuditRecord.LINE);
      return record.act().equals(AuditRecord.REWOUND) && line != null
          ? Optional.of(new Rewinding(number, Long.parseLong(line)))
          : Optional.empty();
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty(); // named where the chain is read
    }
  }

  /** Whether the row stands for that line: not where the journal was put back behind it since. */
  private static boolean counts(
      long number, long line, AuditRecord record, List<Rewinding> rewindings) {
    return !record.act().equals(AuditRecord.REWOUND)
        && rewindings.stream().noneMatch(each -> each.number() > number && each.line() < line);
  }

  /** Each state passes its check, and is the one that its last line of history led to. */
  private long states(Connection journal) throws SQLException {
    StateCodec codec = new StateCodec();
    long states = 0;
    RowReader reader = new RowReader(journal, Schema.JOURNAL.table());
    long position = 0;
    for (List<StoredState> rows = reader.behind(position, ROWS_AT_ONCE);
        !rows.isEmpty();
        rows = reader.behind(position, ROWS_AT_ONCE)) {
      for (StoredState row : rows) {
        verify(journal, row, codec);
      }
      states += rows.size();
      position = rows.getLast().position();
    }
    return states;
  }

  private void verify(Connection journal, StoredState row, StateCodec codec) throws SQLException {
    switch (row.read(codec)) {
      case StoredState.Found.Broken<?> broken -> find(broken.damage().toString());
      case StoredState.Found.Sound<?> sound -> {
        int last = lastCode(journal, row.position());
        if (last != row.code()) {
          find(
              "journal row %d (transaction %s) says another state than its last line of history"
                  .formatted(row.position(), row.id()));
        }
      }
    }
  }

  private static int lastCode(Connection journal, long position) throws SQLException {
    try (PreparedStatement asked =
        journal.prepareStatement(
            "select to_code from history where position = ? order by line desc limit 1")) {
      asked.setLong(1, position);
      try (ResultSet row = asked.executeQuery()) {
        return row.next() ? row.getInt(1) : -1;
      }
    }
  }
}
