package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody with write access to the files can forge, and by what it shows. */
class JournalVerificationTest {
  @TempDir Path folder;

  private final SettableClock clock = new SettableClock();
  private Path states;
  private Path log;

  @BeforeEach
  void twoTransactionsAndAnOperator() throws Exception {
    states = AuditedJournal.states(folder);
    log = AuditedJournal.log(folder);
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      gateway.append(JournalSamples.prepared("t-1"), "Checked"); // line 1
      gateway.append(JournalSamples.prepared("t-2"), "Checked"); // line 2
      gateway.append(JournalSamples.committing("t-1"), "CommitDecided"); // line 3
      gateway.append(JournalSamples.ended("t-1", Outcome.COMMITTED, false), "Moved"); // line 4
    }
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) { // row 5
      gateway.audit.record(
          new AuditRecord("release", new Requester("otto", "10.0.0.9:4711"), "t-1"));
    }
  }

  private JournalVerification.Report report() throws JournalUnavailableException {
    return AuditedJournal.verify(folder, Optional.empty());
  }

  private AuditEntry.Head head() throws JournalUnavailableException {
    return JournalVerification.head(log);
  }

  @Test
  void untouchedFilesAreWhole() throws Exception {
    JournalVerification.Report report = AuditedJournal.verify(folder, Optional.of(head()));

    assertThat(report.findings()).isEmpty();
    assertThat(report.transactions()).isEqualTo(2);
    assertThat(report.lines()).isEqualTo(4);
    assertThat(report.unrecorded()).isZero();
    assertThat(report.rows()).isEqualTo(5);
    assertThat(report.head()).isEqualTo(head());
  }

  /** As the gateway would write it: with the checksum that fits. */
  private void forge(long line, String principal) throws SQLException {
    HistoryLine true1 =
        new HistoryLine(
            Long.parseLong(of(line, "wall_second")),
            Integer.parseInt(of(line, "wall_nano")),
            Long.parseLong(of(line, "ticks")),
            AuditedJournal.asked(states, "select name from runs"),
            of(line, "event"),
            Integer.parseInt(of(line, "from_code")),
            Integer.parseInt(of(line, "to_code")),
            of(line, "who"),
            principal,
            of(line, "address"),
            of(line, "detail"),
            0);
    int checksum = HistoryLine.of(true1.read()).checksum();
    AuditedJournal.tamper(
        states,
        "update history set principal = '%s', checksum = %d where line = %d"
            .formatted(principal, checksum, line));
  }

  private String of(long line, String column) throws SQLException {
    return AuditedJournal.asked(
        states, "select %s from history where line = %d".formatted(column, line));
  }

  @Test
  void forgedHistoryRowIsFoundAlsoWhereItsChecksumFits() throws Exception {
    forge(3, "anna");

    assertThat(report().findings())
        .containsExactly(
            "history line 3 (transaction t-1) is not what was recorded: it was changed");
  }

  @Test
  void historyRowThatWasChangedByHandFailsItsChecksum() throws Exception {
    AuditedJournal.tamper(states, "update history set who = 'OPERATOR anna' where line = 2");

    assertThat(report().findings().getFirst()).isEqualTo("history line 2 fails its checksum");
  }

  @Test
  void historyRowThatWasTakenAwayOrPutInIsFound() throws Exception {
    AuditedJournal.tamper(
        states,
        "delete from history where line = 2",
        "insert into history select 0, position, wall_second, wall_nano, ticks, run, event,"
            + " from_code, to_code, who, principal, address, detail, checksum from history"
            + " where line = 1");

    assertThat(report().findings())
        .anyMatch(each -> each.startsWith("history line 2 of transaction t-2 was recorded"))
        .noneMatch(each -> each.contains("line 4"));

    AuditedJournal.tamper(
        states,
        "insert into history select 2, position, wall_second, wall_nano, ticks, run, event,"
            + " from_code, to_code, who, principal, address, detail, checksum from history"
            + " where line = 4");
    assertThat(report().findings())
        .anyMatch(each -> each.startsWith("history line 2 (transaction t-1) is not"));
  }

  @Test
  void transactionThatVanishedBeforeItsEndIsFoundAndAPrunedOneIsNone() throws Exception {
    AuditedJournal.tamper(
        states, "pragma foreign_keys = on", "delete from transactions where id = 't-1'");
    assertThat(report().findings()).isEmpty();

    AuditedJournal.tamper(
        states, "pragma foreign_keys = on", "delete from transactions where id = 't-2'");
    assertThat(report().findings())
        .containsExactly(
            "transaction t-2 is not in the journal, and was PREPARED when it was last recorded: it"
                + " never ended, so that it was not pruned");
  }

  @Test
  void stateThatItsHistoryDoesNotLeadToIsFound() throws Exception {
    StoredState sound = StoredState.of(2, JournalSamples.committing("t-2"), new StateCodec(), 0);
    AuditedJournal.tamper(
        states,
        "update transactions set code = %d, changed_at = 0, prunable = %d, body = '%s', checksum = %d where id = 't-2'"
            .formatted(sound.code(), sound.prunable(), sound.body(), sound.checksum()));

    assertThat(report().findings())
        .containsExactly(
            "journal row 2 (transaction t-2) says another state than its last line of history");
  }

  @Test
  void forgedAuditRowBreaksTheChainWhereItStands() throws Exception {
    AuditedJournal.tamper(
        log, "update audit set body = replace(body, 'otto', 'anna') where body like '%otto%'");

    assertThat(report().findings().getFirst()).startsWith("audit row 5 is not what was written");
  }

  @Test
  void auditRowThatWasTakenOutIsFound() throws Exception {
    AuditedJournal.tamper(log, "delete from audit where number = 2");

    assertThat(report().findings().getFirst())
        .isEqualTo("audit row 3 follows row 1: those between are missing");
  }

  @Test
  void endThatWasCutOffIsFoundByAnExportedHeadAlone() throws Exception {
    AuditEntry.Head exported = head();
    AuditedJournal.tamper(log, "delete from audit where number = 5");
    Files.delete(folder.resolve("journal-audit.db.mark"));

    assertThat(report().findings()).isEmpty();
    assertThat(AuditedJournal.verify(folder, Optional.of(exported)).findings())
        .containsExactly(
            "audit: the chain ends at row 4, and a head was exported at row 5: its end was cut off");
  }

  @Test
  void chainThatWasComputedAnewIsFoundByAnExportedHeadAlone() throws Exception {
    AuditEntry.Head exported = head();
    String body =
        AuditedJournal.asked(log, "select body from audit where number = 5")
            .replace("otto", "anna");
    String before = AuditedJournal.asked(log, "select hash from audit where number = 4");
    AuditedJournal.tamper(
        log,
        "update audit set body = '%s', hash = '%s' where number = 5"
            .formatted(body, AuditChain.link(before, 5, body)));

    assertThat(report().findings()).isEmpty();
    assertThat(AuditedJournal.verify(folder, Optional.of(exported)).findings())
        .containsExactly(
            "audit row 5 is another one than when its head was exported: it, or a row before it, was"
                + " rewritten");
  }

  @Test
  void beginningThatWasCutOffWithoutARowThatSaysSoIsFound() throws Exception {
    String hash = AuditedJournal.asked(log, "select hash from audit where number = 2");
    AuditedJournal.tamper(
        log,
        "delete from audit where number <= 2",
        "update anchor set number = 2, hash = '%s'".formatted(hash));

    assertThat(report().findings())
        .containsExactly(
            "audit: the rows up to 2 are gone, and no row of the chain says that they were pruned");
  }

  @Test
  void fileThatIsNotThereIsSaidToBeMissing() {
    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(
            () -> JournalVerification.of(states, folder.resolve("other.db"), Optional.empty()))
        .withMessageContaining("other.db");
  }
}
