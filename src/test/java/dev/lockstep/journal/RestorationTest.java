package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that takes the place of a journal, and power that fails meanwhile. */
class RestorationTest {
  private static final AuditRecord WORD =
      new AuditRecord("restore", Requester.NONE, "a backup").with("operator", "otto");

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock();
  private BackedUpGateway gateway;

  @BeforeEach
  void gatewayWithABackup() throws Exception {
    gateway = BackedUpGateway.in(folder, clock);
  }

  private String restore() throws Exception {
    return restore(FileMoves.REAL);
  }

  private String restore(FileMoves moves) throws Exception {
    return Restoration.perform(
        gateway.plan(false),
        gateway.places(),
        new AuditEntry.Timed(BackedUpGateway.RESTORED_AT, WORD),
        moves);
  }

  private SqliteJournal open() throws JournalUnavailableException {
    return SqliteJournal.open(
        TunedSettings.at(gateway.file(DatabaseKind.JOURNAL)).gateway("line-a").settings(), clock);
  }

  @Test
  void copyIsTheJournalThenAndTellsWhatItIsAndWhatItMisses() throws Exception {
    gateway.tear(DatabaseKind.JOURNAL);

    restore();

    try (SqliteJournal journal = open()) {
      assertThat(journal.find(new TransactionId("before"))).isInstanceOf(State.Prepared.class);
      assertThat(journal.damages())
          .extracting(Damage::position)
          .containsExactly(Damage.FOREIGN, Damage.MISSING);
      assertThatExceptionOfType(JournalUnavailableException.class)
          .as("it may have been promised since")
          .isThrownBy(() -> journal.find(new TransactionId("since")))
          .withMessageContaining("may stand in what is missing");
    }
  }

  @Test
  void filesBeforeAreSetAsideWithTheLogThatBelongsToThem() throws Exception {
    gateway.tear(DatabaseKind.JOURNAL);
    byte[] torn = Files.readAllBytes(gateway.file(DatabaseKind.JOURNAL));
    Path log = gateway.beside(DatabaseKind.JOURNAL, "-wal");
    Files.writeString(log, "frames of the torn one");

    Path aside = folder.resolve(restore());

    assertThat(aside.resolve("journal.db")).hasBinaryContent(torn);
    assertThat(aside.resolve("journal.db-wal")).hasContent("frames of the torn one");
    assertThat(log).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(aside)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(gateway.file(DatabaseKind.JOURNAL))))
        .isEqualTo("rw-------");
  }

  /** What was recorded and decided since is in them, and in no copy. */
  @Test
  void auditLogAndDecisionsThatAreWholeStay() throws Exception {
    gateway.tear(DatabaseKind.JOURNAL);
    byte[] audit = Files.readAllBytes(gateway.file(DatabaseKind.AUDIT));
    byte[] decisions = Files.readAllBytes(gateway.file(DatabaseKind.DECISIONS));

    restore();

    assertThat(gateway.file(DatabaseKind.AUDIT)).hasBinaryContent(audit);
    assertThat(gateway.file(DatabaseKind.DECISIONS)).hasBinaryContent(decisions);
  }

  @Test
  void decisionsThatAreLostComeFromTheBackupAndAnswerForNothingThatTheyMayMiss() throws Exception {
    gateway.tear(DatabaseKind.JOURNAL);
    gateway.tear(DatabaseKind.DECISIONS);

    restore();

    JournalSettings settings =
        TunedSettings.at(gateway.file(DatabaseKind.DECISIONS)).gateway("line-a").settings();
    try (var log = SqliteDecisionLog.open(settings, Document.CODEC, clock)) {
      assertThat(log.find("decided-before")).isPresent();
      assertThat(log.damages())
          .extracting(Damage::position)
          .containsExactly(Damage.FOREIGN, Damage.MISSING);
      assertThatExceptionOfType(JournalUnavailableException.class)
          .isThrownBy(() -> log.find("decided-since"));
    }
  }

  @Test
  void auditLogGoesOnBehindTheJournalThatWasPutBackAndHasWhoDidIt() throws Exception {
    gateway.tear(DatabaseKind.JOURNAL);
    String setAside = restore();

    RestoreNote note = RestoreNote.of(gateway.file(DatabaseKind.JOURNAL)).orElseThrow();
    assertThat(note.words())
        .singleElement()
        .satisfies(word -> assertThat(word.at()).isEqualTo(BackedUpGateway.RESTORED_AT))
        .satisfies(
            word ->
                assertThat(word.record().details())
                    .containsEntry("operator", "otto")
                    .containsEntry("setAside", setAside));

    try (AuditedJournal opened = AuditedJournal.open(folder, clock)) {
      opened.audit.record(WORD);
    }
    assertThat(AuditedJournal.verify(folder, Optional.empty()).findings()).isEmpty();
  }

  /** Who restored twice before a start is heard of both. */
  @Test
  void secondRestoreBeforeAStartForgetsNothingOfTheFirst() throws Exception {
    gateway.tear(DatabaseKind.JOURNAL);
    restore();

    // What stands there is whole, and behind its own mark: nothing is given up with it.
    Restoration.perform(
        gateway.plan(false), gateway.places(), WORD, BackedUpGateway.RESTORED_AT.plusSeconds(60));

    assertThat(RestoreNote.of(gateway.file(DatabaseKind.JOURNAL)).orElseThrow().words())
        .extracting(AuditEntry.Timed::at)
        .containsExactly(BackedUpGateway.RESTORED_AT, BackedUpGateway.RESTORED_AT.plusSeconds(60));
  }

  /** Power that fails before one of the steps, each of which is a name or its durability. */
  @Test
  void wherePowerFailsTheNextStartFindsTheOldFilesOrTheNewOnesWhole() throws Exception {
    gateway.tear(DatabaseKind.JOURNAL);
    gateway.tear(DatabaseKind.DECISIONS);
    Path copy = folder.resolveSibling(folder.getFileName() + "-kept");
    BackedUpGateway.copy(folder, copy);
    int restored = 0;
    int steps = 0;
    for (boolean over = false; !over; steps++) {
      BackedUpGateway.copy(copy, folder);
      PowerCut cut = new PowerCut(steps);
      try {
        restore(cut);
        over = true;
      } catch (PowerCut.Cut power) {
        // what is on the disk now is all that the next start has
      }
      restored += startsWithAllOrNothing(over) ? 1 : 0;
    }
    assertThat(steps).as("steps at which power failed").isGreaterThan(10);
    assertThat(restored).as("from the note on it is the new one").isEqualTo(steps - 1);
  }

  /** Whether it starts with the backup. */
  private boolean startsWithAllOrNothing(boolean over) throws Exception {
    boolean begun = Files.exists(folder.resolve("journal.db.restore"));
    assertThat(begun || !over).isTrue();
    if (!begun) {
      assertThatExceptionOfType(JournalUnavailableException.class)
          .as("as torn as before")
          .isThrownBy(this::open);
      return false;
    }
    try (SqliteJournal journal = open()) {
      assertThat(journal.find(new TransactionId("before"))).isInstanceOf(State.Prepared.class);
      assertThat(journal.gaps()).hasSize(2);
    }
    for (DatabaseKind kind : List.of(DatabaseKind.JOURNAL, DatabaseKind.DECISIONS)) {
      assertThat(gateway.beside(kind, ".restoring")).doesNotExist();
      assertThat(PresentFile.at(gateway.file(kind), kind).there()).isTrue();
      assertThat(folder.resolve(BackedUpGateway.SET_ASIDE).resolve(kind.copyName())).exists();
    }
    JournalSettings settings =
        TunedSettings.at(gateway.file(DatabaseKind.DECISIONS)).gateway("line-a").settings();
    SqliteDecisionLog.open(settings, Document.CODEC, clock).close();
    return true;
  }

  /**
   * An old log beside a new file would be played into it, and neither would be what was written.
   */
  @Test
  void noCopyHasItsNameBeforeTheOldFilesAreDurablyElsewhere() throws Exception {
    gateway.tear(DatabaseKind.JOURNAL);
    Files.writeString(gateway.beside(DatabaseKind.JOURNAL, "-wal"), "frames");
    PowerCut steps = new PowerCut(Integer.MAX_VALUE);

    String aside = restore(steps);

    assertThat(steps.told())
        .containsExactly(
            "move journal.db.restore.new journal.db.restore",
            "sync " + folder.getFileName(),
            "sync " + folder.getFileName(),
            "move journal.db journal.db",
            "sync " + aside,
            "move journal.db-wal journal.db-wal",
            "sync " + aside,
            "move journal.db-shm journal.db-shm",
            "sync " + aside,
            "sync " + folder.getFileName(),
            "move journal.db.restoring journal.db",
            "sync " + folder.getFileName());
  }

  @Test
  void noteThatCannotBeReadKeepsTheGatewayFromStartingOnHalfABackup() throws Exception {
    Files.writeString(folder.resolve("journal.db.restore"), "{\"format\":1,");

    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(this::open)
        .withMessageContaining("journal.db.restore says that a restore was begun");
  }

  @Test
  void copiesThatPowerLeftBesideTheirPlacesAreNothingWithoutTheNote() throws Exception {
    Files.writeString(gateway.beside(DatabaseKind.JOURNAL, ".restoring"), "half a copy");

    try (SqliteJournal journal = open()) {
      assertThat(journal.find(new TransactionId("since"))).isInstanceOf(State.Prepared.class);
    }
    gateway.tear(DatabaseKind.JOURNAL);
    restore();
    try (SqliteJournal journal = open()) {
      assertThat(journal.find(new TransactionId("before"))).isInstanceOf(State.Prepared.class);
    }
  }

  /** A disk on which power fails at the n-th step. */
  private static final class PowerCut implements FileMoves {
    private final int at;
    private final List<String> told = new ArrayList<>();

    /** Not an {@link IOException}: nothing that runs hears of a power cut. */
    static final class Cut extends RuntimeException {
      private static final long serialVersionUID = 1;
    }

    PowerCut(int at) {
      this.at = at;
    }

    List<String> told() {
      return told;
    }

    private void step(String what) {
      if (told.size() == at) {
        throw new Cut();
      }
      told.add(what);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      step("move %s %s".formatted(from.getFileName(), to.getFileName()));
      FileMoves.REAL.move(from, to);
    }

    @Override
    public void sync(Path folder) throws IOException {
      step("sync " + folder.getFileName());
      FileMoves.REAL.sync(folder);
    }
  }
}
