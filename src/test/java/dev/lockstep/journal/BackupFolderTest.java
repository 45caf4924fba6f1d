package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.UsualSettings;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of databases that are written to meanwhile. */
class BackupFolderTest {
  private static final Instant AT = Instant.parse("2026-11-30T04:15:00.123Z");

  @TempDir Path directory;
  private final SettableClock clock = new SettableClock();

  private Path file() {
    return directory.resolve("journal.db");
  }

  private Path backups() {
    return directory.resolve("backups");
  }

  private SqliteJournal open() throws JournalUnavailableException {
    return SqliteJournal.open(TunedSettings.at(file()).gateway("line-a").settings(), clock);
  }

  private BackupFolder.Backup take(Instant at, int kept) throws BackupFailedException {
    return new BackupFolder(backups(), kept, 0)
        .take(List.of(new BackupFolder.Source("journal.db", file())), at);
  }

  @Test
  void whatWasAcknowledgedBeforeIsInTheCopyWhileOthersWrite() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    try (SqliteJournal journal = open()) {
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!over.get()) {
                      append(journal, "t" + written.get());
                      written.incrementAndGet();
                    }
                  });
      while (written.get() < 50) {
        Thread.onSpinWait();
      }
      int before = written.get();
      BackupFolder.Backup backup = take(AT, 7);
      over.set(true);
      writer.join();

      assertThat(backup.copies()).extracting(BackupFolder.Copy::name).containsExactly("journal.db");
      JournalVerification.Report report =
          JournalVerification.of(
              backup.folder().resolve("journal.db"), emptyAudit(), Optional.empty());
      assertThat(report.findings()).isEmpty();
      assertThat(report.transactions()).isBetween((long) before, (long) written.get());
    }
  }

  private static void append(SqliteJournal journal, String id) {
    try {
      journal.append(JournalSamples.entry(JournalSamples.prepared(id)));
    } catch (JournalUnavailableException fault) {
      throw new IllegalStateException(fault);
    }
  }

  private Path emptyAudit() throws Exception {
    Path audit = directory.resolve("audit.db");
    AuditSettings settings =
        new AuditSettings(
            audit,
            Duration.ofSeconds(1),
            Duration.ofDays(1),
            1_000,
            UsualSettings.of(JournalConfig.class));
    AuditFile.open(settings, clock, Replication.NONE).close();
    return audit;
  }

  @Test
  void copyInPlaceOfTheJournalTakesNoVotesUntilAnOperatorHasSaidThatItIsMeant() throws Exception {
    try (SqliteJournal journal = open()) {
      append(journal, "t1");
      BackupFolder.Backup backup = take(AT, 7);
      assertThat(journal.troubles()).as("the journal itself").isEmpty();
      Files.createDirectories(directory.resolve("elsewhere"));
      Files.copy(backup.folder().resolve("journal.db"), directory.resolve("elsewhere/journal.db"));
    }
    TunedSettings restored = TunedSettings.at(directory.resolve("elsewhere/journal.db"));
    try (SqliteJournal journal = SqliteJournal.open(restored.gateway("line-a").settings(), clock)) {
      assertThat(journal.troubles())
          .singleElement()
          .asString()
          .contains("is a backup, taken at 2026-11-30T04:15:00.123Z from gateway line-a")
          .contains("acknowledge position -1");
      State.Prepared known = (State.Prepared) journal.find(new TransactionId("t1"));
      assertThat(known.branch()).isEqualTo(JournalSamples.prepared("t1").branch());
      assertThat(known.vote().at().fromBackup()).as("nothing proves its age").isTrue();
      assertThat(journal.acknowledge(Damage.FOREIGN, "anna", "the disk died", Instant.EPOCH))
          .isPresent();
      assertThat(journal.troubles()).isEmpty();
    }
  }

  @Test
  void copyThatTakesTheJournalsPlaceBesideItsMarkShowsWhatIsMissingToo() throws Exception {
    BackupFolder.Backup backup;
    try (SqliteJournal journal = open()) {
      append(journal, "t1");
      backup = take(AT, 7);
      append(journal, "t2");
    }
    Files.copy(backup.folder().resolve("journal.db"), file(), StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(directory.resolve("journal.db-wal"));
    Files.deleteIfExists(directory.resolve("journal.db-shm"));
    try (SqliteJournal journal = open()) {
      assertThat(journal.damages())
          .extracting(Damage::position)
          .containsExactly(Damage.FOREIGN, Damage.MISSING);
    }
  }

  @Test
  void oldestGoBeyondTheNumberAndNeverTheNewest() throws Exception {
    open().close();
    for (int day = 1; day <= 4; day++) {
      assertThat(take(AT.plusSeconds(86_400L * day), 2).kept()).isEqualTo(Math.min(day, 2));
    }
    // The clock jumped back over all of them.
    assertThat(take(AT, 2).folder()).exists();

    try (Stream<Path> left = Files.list(backups())) {
      assertThat(left.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("backup-20261130T041500.123Z", "backup-20261204T041500.123Z");
    }
  }

  @Test
  void whatAKilledOneLeftGoesAndIsNeverABackup() throws Exception {
    open().close();
    Path left = Files.createDirectories(backups().resolve(".unfinished-20261129T041500.000Z"));
    Files.writeString(left.resolve("journal.db"), "half");

    take(AT, 7);

    assertThat(left).doesNotExist();
  }

  @Test
  void onlyItsOwnerReadsIt() throws Exception {
    open().close();

    Path folder = take(AT, 7).folder();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backups())))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("journal.db"))))
        .isEqualTo("rw-------");
  }

  @Test
  void withoutRoomNothingIsMadeAndEarlierOnesStay() throws Exception {
    open().close();
    Path earlier = take(AT, 7).folder();

    assertThatThrownBy(
            () ->
                new BackupFolder(backups(), 1, Long.MAX_VALUE / 2)
                    .take(
                        List.of(new BackupFolder.Source("journal.db", file())), AT.plusSeconds(1)))
        .isInstanceOf(BackupFailedException.class)
        .hasMessageContaining("MiB free")
        .hasMessageContaining("lockstep.backup.path");
    try (Stream<Path> left = Files.list(backups())) {
      assertThat(left).containsExactly(earlier);
    }
  }

  @Test
  void fileThatIsNoDatabaseIsToldAndLeavesNothingBehind() throws Exception {
    Files.writeString(file(), "not a database, but long enough to be looked at".repeat(40));

    assertThatThrownBy(() -> take(AT, 7))
        .isInstanceOf(BackupFailedException.class)
        .hasMessageContaining("nothing else was touched");
    try (Stream<Path> left = Files.list(backups())) {
      assertThat(left).isEmpty();
    }
  }
}
