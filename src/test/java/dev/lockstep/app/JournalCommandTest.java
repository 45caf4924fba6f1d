package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.UsualSettings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.journal.AuditSettings;
import dev.lockstep.journal.JournalConfig;
import dev.lockstep.journal.JournalSamples;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.journal.TunedSettings;
import dev.lockstep.transaction.Requester;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path journal;
  private Path audit;

  @BeforeEach
  void actOfAnOperator() throws Exception {
    journal = folder.resolve("journal.db");
    audit = folder.resolve("journal-audit.db");
    try (SystemTime time = new SystemTime(Optional.empty());
        SqliteJournal states = SqliteJournal.open(TunedSettings.usual(journal), time);
        AuditLog log =
            AuditLog.start(
                new AuditSettings(
                    audit,
                    Duration.ofMinutes(1),
                    Duration.ofDays(30),
                    1_000,
                    UsualSettings.of(JournalConfig.class)),
                time,
                states)) {
      log.record(new AuditRecord("release", new Requester("otto", "10.0.0.9:4711"), "t-1"));
    }
  }

  private int run(String... arguments) {
    return JournalCommand.withSubcommands(
            () -> {
              throw new StartFailureException("LOCKSTEP_JOURNAL_PTAH is no key of Lockstep");
            })
        .setExecutionExceptionHandler(new UnusableConfiguration())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private int verify(String... more) {
    String[] arguments = new String[3 + more.length];
    arguments[0] = "verify";
    arguments[1] = "--journal=" + journal;
    arguments[2] = "--audit=" + audit;
    System.arraycopy(more, 0, arguments, 3, more.length);
    return run(arguments);
  }

  @Test
  void wholeFilesExitWithZeroAndTheHeadIsPrinted() {
    assertThat(run("audit", "--head", "--audit=" + audit)).isZero();
    String head = out.toString().strip();
    assertThat(head).matches("1:[0-9a-f]{64}");

    assertThat(verify("--head", head)).isZero();
    assertThat(out.toString()).contains("1 audit rows, head " + head + ": all as it was written");
  }

  @Test
  void brokenChainExitsWithOneAndNamesTheFirstPlace() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + audit);
        Statement statement = connection.createStatement()) {
      statement.execute("update audit set body = replace(body, 'otto', 'anna')");
    }

    assertThat(verify()).isEqualTo(1);
    assertThat(out.toString()).startsWith("broken: audit row 1 is not what was written");

    out.getBuffer().setLength(0);
    assertThat(verify("--json")).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.get("broken").asInt()).isEqualTo(1);
    assertThat(json.get("findings").get(0).asText()).startsWith("audit row 1");
  }

  @Test
  void missingFileExitsWithThreeAndWrongUsageWithTwo() {
    assertThat(run("verify", "--journal=" + journal, "--audit=" + folder.resolve("no.db")))
        .isEqualTo(3);
    assertThat(err.toString()).contains("no.db is not there");
    assertThat(verify("--head", "yesterday's")).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    assertThat(run("verify")).isEqualTo(2);
  }

  @Test
  void configurationThatCannotBeUsedIsToldWithItsKeyAndWithoutTheHelp() {
    for (String each : List.of("verify", "live")) {
      err.getBuffer().setLength(0);
      assertThat(run(each)).isEqualTo(2);
      assertThat(err.toString())
          .isEqualTo(
              "journal %s: LOCKSTEP_JOURNAL_PTAH is no key of Lockstep%n  or name the file with --journal%n"
                  .formatted(each));
    }
  }

  @Test
  void journalOfWhichNobodyRelyOnAnythingExitsWithZero() {
    assertThat(run("live", "--journal=" + journal)).isZero();
    assertThat(out.toString())
        .isEqualTo("0 transactions are not over, 0 coordinations wait to be told\n");
  }

  @Test
  void transactionThatIsNotOverExitsWithOneAndIsNamed() throws Exception {
    try (SystemTime time = new SystemTime(Optional.empty());
        SqliteJournal states = SqliteJournal.open(TunedSettings.usual(journal), time)) {
      states.append(JournalSamples.entry(JournalSamples.prepared("changeover-7")));
    }

    assertThat(run("live", "--journal=" + journal)).isEqualTo(1);
    assertThat(out.toString()).startsWith("transaction changeover-7 PREPARED\n1 transactions");
  }

  /** As a coordinator whose role is switched off leaves them. */
  @Test
  void decisionsBesideTheJournalCountUnasked() throws Exception {
    Files.writeString(folder.resolve("decisions.db"), "no database");

    assertThat(run("live", "--journal=" + journal)).isEqualTo(3);
    assertThat(err.toString()).contains("decisions.db cannot be read");
  }

  @Test
  void journalThatIsNotThereIsNoAnswer() {
    assertThat(run("live", "--journal=" + folder.resolve("no.db"))).isEqualTo(3);
    assertThat(err.toString()).contains("no.db is not there");
  }
}
