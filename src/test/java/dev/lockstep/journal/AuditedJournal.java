package dev.lockstep.journal;

import dev.lockstep.UsualSettings;
import dev.lockstep.device.TimeSource;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Transition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** A journal with its audit log in a folder, opened and closed like a gateway's. */
final class AuditedJournal implements AutoCloseable {
  static final Requester MES = new Requester("mes", "10.0.0.7:52144");

  final SqliteJournal journal;
  final AuditLog audit;

  AuditedJournal(SqliteJournal journal, AuditLog audit) {
    this.journal = journal;
    this.audit = audit;
  }

  static Path states(Path folder) {
    return folder.resolve("journal.db");
  }

  static Path log(Path folder) {
    return folder.resolve("journal-audit.db");
  }

  static AuditedJournal open(Path folder, TimeSource clock) throws JournalUnavailableException {
    return open(folder, log(folder), clock, 1_000_000);
  }

  static AuditedJournal open(Path folder, TimeSource clock, String gateway)
      throws JournalUnavailableException {
    JournalSettings states = TunedSettings.at(states(folder)).gateway(gateway).settings();
    return open(states, log(folder), clock, 1_000_000);
  }

  static AuditedJournal open(Path folder, Path log, TimeSource clock, long rowsMax)
      throws JournalUnavailableException {
    return open(TunedSettings.at(states(folder)).settings(), log, clock, rowsMax);
  }

  private static AuditedJournal open(
      JournalSettings states, Path log, TimeSource clock, long rowsMax)
      throws JournalUnavailableException {
    SqliteJournal journal = SqliteJournal.open(states, clock);
    AuditSettings settings =
        new AuditSettings(
            log,
            Duration.ofMinutes(1),
            Duration.ofDays(30),
            rowsMax,
            UsualSettings.of(JournalConfig.class));
    return new AuditedJournal(journal, AuditLog.start(settings, clock, journal));
  }

  /** A transition that a request of {@link #MES} led to. */
  void append(State state, String event) throws JournalUnavailableException {
    Entry plain = JournalSamples.entry(state, event, JournalSamples.at(0));
    Transition line = plain.line();
    journal.append(
        new Entry(
            plain.id(),
            state,
            new Transition(
                line.at(), line.event(), line.from(), line.to(), "COORDINATOR", MES, "as told")));
  }

  static JournalVerification.Report verify(Path folder, Optional<AuditEntry.Head> head)
      throws JournalUnavailableException {
    return JournalVerification.of(states(folder), log(folder), head);
  }

  /** What somebody with access to the files does to one of them. */
  static void tamper(Path file, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(SqliteUrl.of(file));
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  static String asked(Path file, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(SqliteUrl.of(file));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }

  @Override
  public void close() {
    audit.close();
    journal.close();
  }
}
