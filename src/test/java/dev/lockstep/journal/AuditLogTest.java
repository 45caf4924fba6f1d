package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.UsualSettings;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record of who did what (promise P14). */
class AuditLogTest {
  private static final AuditRecord RELEASE =
      new AuditRecord("release", new Requester("otto", "10.0.0.9:4711"), "t-1")
          .with("why", "the line is clear");

  @TempDir Path folder;

  private final SettableClock clock = new SettableClock();

  private static List<String> acts(AuditedJournal gateway) throws JournalUnavailableException {
    return gateway.audit.page(Long.MAX_VALUE, 1_000).reversed().stream()
        .map(entry -> entry.read().record().act())
        .toList();
  }

  @Test
  void transitionIsRecordedWithPrincipalAndAddressAndOutlivesItsTransaction() throws Exception {
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      gateway.append(JournalSamples.prepared("t-1"), "Checked");
      gateway.append(JournalSamples.ended("t-1", Outcome.COMMITTED, true), "Forgotten");
    }
    clock.pass(Duration.ofDays(400));
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      assertThat(gateway.journal.prune()).isEqualTo(1);

      assertThat(acts(gateway)).containsExactly("Checked", "Forgotten");
      AuditRecord first = gateway.audit.page(2, 10).getFirst().read().record();
      assertThat(first.requester()).isEqualTo(AuditedJournal.MES);
      assertThat(first.subject()).isEqualTo("t-1");
      assertThat(first.details()).containsEntry("to", "PREPARED").containsEntry("why", "as told");
    }
    assertThat(AuditedJournal.verify(folder, Optional.empty()).findings()).isEmpty();
  }

  @Test
  void eachTransitionIsRecordedOnceAcrossRestarts() throws Exception {
    for (int start = 1; start <= 3; start++) {
      try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
        gateway.append(JournalSamples.prepared("t-" + start), "Checked");
      }
    }
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      assertThat(acts(gateway)).containsExactly("Checked", "Checked", "Checked");
    }
  }

  @Test
  void transitionThatAKillLeftUnrecordedIsRecordedByTheNextStartAndThatIsTold() throws Exception {
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      gateway.append(JournalSamples.prepared("t-1"), "Checked");
    }
    // A gateway that is killed: its journal has the line, and nobody recorded it.
    SqliteJournal killed =
        SqliteJournal.open(TunedSettings.at(AuditedJournal.states(folder)).settings(), clock);
    killed.append(JournalSamples.entry(JournalSamples.committing("t-1")));
    killed.close();

    AuditedJournal.open(folder, clock).close();

    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      assertThat(acts(gateway)).containsExactly("Checked", "lines found", "Happened");
    }
  }

  @Test
  void actOfAnOperatorIsDurableBeforeItIsDone() throws Exception {
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      gateway.audit.record(RELEASE);

      AuditEntry only = gateway.audit.page(Long.MAX_VALUE, 10).getFirst();
      assertThat(only.read().record()).isEqualTo(RELEASE);
      assertThat(AuditedJournal.asked(AuditedJournal.log(folder), "select body from audit"))
          .contains("\"act\":\"release\"", "\"principal\":\"otto\"", "the line is clear");
      assertThat(gateway.audit.head()).isEqualTo(only.head());
    }
  }

  @Test
  void withoutItsFileAnOperatorIsRefusedAndTheJournalGoesOn() throws Exception {
    Path folderInItsPlace = Files.createDirectory(folder.resolve("log.db"));
    try (AuditedJournal gateway = AuditedJournal.open(folder, folderInItsPlace, clock, 1_000)) {
      assertThatExceptionOfType(JournalUnavailableException.class)
          .isThrownBy(() -> gateway.audit.record(RELEASE));
      gateway.append(JournalSamples.prepared("t-1"), "Checked");

      assertThat(gateway.audit.troubles()).isNotEmpty();
      assertThat(gateway.journal.troubles()).isEmpty();
    }
  }

  @Test
  void floodOfGuessesIsFewRowsWithACount() throws Exception {
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      gateway.audit.record(RELEASE);
      for (int guess = 0; guess < 5_000; guess++) {
        gateway.audit.noteRefused(guess("cora", guess));
      }
      for (int guess = 0; guess < 5_000; guess++) {
        gateway.audit.noteRefused(guess("name-" + guess, guess));
      }
    }
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      List<AuditRecord> guesses =
          gateway.audit.page(Long.MAX_VALUE, 1_000).stream()
              .map(entry -> entry.read().record())
              .filter(record -> !record.equals(RELEASE))
              .toList();
      assertThat(guesses).hasSizeLessThanOrEqualTo(RepetitionLimit.KEYS_MAX + 2);
      assertThat(guesses)
          .anySatisfy(
              record ->
                  assertThat(record.requester()).isEqualTo(new Requester("cora", "10.0.0.66:0")))
          .anySatisfy(record -> assertThat(record.details()).containsEntry("again", "4999"))
          .anySatisfy(
              record ->
                  assertThat(record.details())
                      .containsEntry(
                          "ofOthers", Integer.toString(5_000 - RepetitionLimit.KEYS_MAX + 1)));
    }
  }

  private static AuditRecord guess(String name, int port) {
    return new AuditRecord("login failed", new Requester(name, "10.0.0.66:" + port), "");
  }

  @Test
  void afterAMinuteTheSameNameIsRecordedAgain() {
    RepetitionLimit limit = new RepetitionLimit(clock);

    assertThat(limit.admit(guess("cora", 1))).isPresent();
    assertThat(limit.admit(guess("cora", 2))).isEmpty();
    assertThat(limit.counted(false)).isEmpty();
    clock.pass(RepetitionLimit.WINDOW);
    assertThat(limit.counted(false)).hasSize(1);
    assertThat(limit.admit(guess("cora", 3))).isPresent();
  }

  @Test
  void whatIsPrunedFromTheFrontLeavesAChainThatStillVerifies() throws Exception {
    try (AuditedJournal gateway =
        AuditedJournal.open(folder, AuditedJournal.log(folder), clock, 1_000)) {
      gateway.audit.record(RELEASE);
      for (int act = 0; act < 1_200; act++) {
        gateway.audit.note(RELEASE);
      }
    }
    clock.pass(Duration.ofHours(2));
    try (AuditFile file =
        AuditFile.open(settings(Duration.ofDays(30), 1_000), clock, Replication.NONE)) {
      file.prune();
      assertThat(file.page(Long.MAX_VALUE, 5_000)).hasSize(1_001); // and the row that says so
    }
    assertThat(AuditedJournal.verify(folder, Optional.empty()).findings()).isEmpty();

    clock.jump(Duration.ofDays(9_000));
    try (AuditFile file =
        AuditFile.open(settings(Duration.ofDays(30), 2_000), clock, Replication.NONE)) {
      file.prune();
      assertThat(file.page(Long.MAX_VALUE, 5_000)).hasSize(1_001); // a clock that jumps
      clock.pass(Duration.ofDays(31));
      file.prune();
      assertThat(file.page(Long.MAX_VALUE, 5_000)).hasSize(1);
    }
    assertThat(AuditedJournal.verify(folder, Optional.empty()).findings()).isEmpty();
    assertThat(AuditedJournal.verify(folder, Optional.empty()).head().number()).isEqualTo(1_203);
  }

  private AuditSettings settings(Duration keptFor, long rowsMax) {
    return new AuditSettings(
        AuditedJournal.log(folder),
        Duration.ofMinutes(1),
        keptFor,
        rowsMax,
        UsualSettings.of(JournalConfig.class));
  }

  @Test
  void recordsThatVanishFromItsEndAreNoticedAtTheNextStart() throws Exception {
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      gateway.audit.record(RELEASE);
      gateway.audit.record(RELEASE);
      gateway.audit.record(RELEASE);
    }
    AuditedJournal.tamper(AuditedJournal.log(folder), "delete from audit where number > 1");

    AuditedJournal.open(folder, clock).close();

    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      assertThat(acts(gateway)).containsExactly("release", "records missing");
    }
  }

  @Test
  void olderJournalThatWasBroughtBackIsRecordedAsThat() throws Exception {
    Path copy = folder.resolve("copy.db");
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      gateway.append(JournalSamples.prepared("t-1"), "Checked");
    }
    Files.copy(AuditedJournal.states(folder), copy);
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      gateway.append(JournalSamples.prepared("t-2"), "Checked");
    }
    Files.move(
        copy, AuditedJournal.states(folder), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      gateway.append(JournalSamples.prepared("t-3"), "Checked");
    }

    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      assertThat(acts(gateway))
          .containsExactly("Checked", "Checked", AuditRecord.REWOUND, "Checked");
    }
    assertThat(AuditedJournal.verify(folder, Optional.empty()).findings()).isEmpty();
  }

  @Test
  void filesAreTheirOwnersAloneAlsoWhereTheyWereWiderBefore() throws Exception {
    AuditedJournal.open(folder, clock).close();
    assertThat(mode(AuditedJournal.states(folder))).isEqualTo("rw-------");
    assertThat(mode(AuditedJournal.log(folder))).isEqualTo("rw-------");

    Files.setPosixFilePermissions(
        AuditedJournal.states(folder), PosixFilePermissions.fromString("rw-rw-r--"));
    AuditedJournal.open(folder, clock).close();

    assertThat(mode(AuditedJournal.states(folder))).isEqualTo("rw-------");
    assertThat(mode(folder.resolve("journal.db.mark"))).isEqualTo("rw-------");
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
