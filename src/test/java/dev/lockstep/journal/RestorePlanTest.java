package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.transaction.Requester;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restore would come to, and what it refuses before it touches anything. */
class RestorePlanTest {
  private static final AuditRecord WORD = new AuditRecord("restore", Requester.NONE, "a backup");

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock();
  private BackedUpGateway gateway;

  @BeforeEach
  void gatewayWithABackupAndATornJournal() throws Exception {
    gateway = BackedUpGateway.in(folder, clock);
    gateway.tear(DatabaseKind.JOURNAL);
  }

  private void refused(String why) {
    refused(gateway.places(), why);
  }

  private void refused(RestorePlan.Places places, String why) {
    assertThatExceptionOfType(RestoreRefusedException.class)
        .isThrownBy(() -> RestorePlan.of(BackupContents.read(gateway.backup()), places, false))
        .withMessageContaining(why);
  }

  private Path copy(DatabaseKind kind) {
    return gateway.backup().resolve(kind.copyName());
  }

  @Test
  void planSaysWhatTheBackupHoldsAndWhatItMisses() throws Exception {
    RestorePlan plan = gateway.plan(false);

    assertThat(plan.backup().at()).isEqualTo(BackedUpGateway.TAKEN_AT);
    assertThat(plan.backup().gateway()).isEqualTo("line-a");
    assertThat(plan.backup().live().transactions())
        .containsExactly(new LiveReport.Row("before", "PREPARED"));
    assertThat(plan.backup().live().coordinations())
        .extracting(LiveReport.Row::id)
        .containsExactly("decided-before");
    assertThat(plan.backup().rows().found()).isZero();
    assertThat(plan.since()).as("by the mark alone").hasValue(2);
    assertThat(plan.parts())
        .filteredOn(RestorePlan.Part::replaced)
        .extracting(RestorePlan.Part::kind)
        .containsExactly(DatabaseKind.JOURNAL);
  }

  @Test
  void withoutAMarkNobodyKnowsHowMuchItMisses() throws Exception {
    Files.delete(gateway.beside(DatabaseKind.JOURNAL, ".mark"));
    assertThat(gateway.plan(false).since()).isEmpty();
  }

  @Test
  void journalThatIsWholeAndNewerIsGivenUpByWordAloneAndItsPromisesAreNamed() throws Exception {
    gateway = BackedUpGateway.in(Files.createDirectory(folder.resolve("whole")), clock);

    refused("is whole, and holds all that the backup holds and 2 entries more");

    assertThat(gateway.plan(true).newer())
        .containsExactlyInAnyOrder(
            new LiveReport.Row("before", "COMMITTING"), new LiveReport.Row("since", "PREPARED"));
  }

  @Test
  void journalThatIsNotThereIsReplaced() throws Exception {
    Files.delete(gateway.file(DatabaseKind.JOURNAL));
    assertThat(gateway.plan(false).part(DatabaseKind.JOURNAL).orElseThrow().replaced()).isTrue();
  }

  @Test
  void folderWithoutAManifestIsNoBackup() throws Exception {
    Files.delete(gateway.backup().resolve(BackupManifest.NAME));
    refused("is no backup, or may not be read by this user");
  }

  @Test
  void manifestThatIsCutOffIsNamed() throws Exception {
    Files.writeString(gateway.backup().resolve(BackupManifest.NAME), "{\"format\":1,\"at\":");
    refused("is not whole: backup.json");
  }

  @Test
  void copyThatRottedIsNamed() throws Exception {
    BackedUpGateway.tear(copy(DatabaseKind.JOURNAL), Files.size(copy(DatabaseKind.JOURNAL)) - 100);
    refused("is not whole: journal.db: its SHA-256 is another one than when it was copied");
  }

  @Test
  void copyThatWasCutShortIsNamed() throws Exception {
    byte[] whole = Files.readAllBytes(copy(DatabaseKind.AUDIT));
    Files.write(copy(DatabaseKind.AUDIT), Arrays.copyOf(whole, 4096));
    refused("is not whole: journal-audit.db: it has 4096 bytes instead of " + whole.length);
  }

  @Test
  void copyThatIsGoneIsNamed() throws Exception {
    Files.delete(copy(DatabaseKind.DECISIONS));
    refused("is not whole: decisions.db: it is not there");
  }

  @Test
  void backupWithoutItsAuditLogIsNotWhole() throws Exception {
    manifest(
        manifest -> manifest.withArray("files").remove(0)); // the first that is copied of this one
    refused("is not whole: journal-audit.db: it is not there");
  }

  @Test
  void fileThatThisVersionDoesNotKnowIsNotPassedOver() throws Exception {
    Files.copy(copy(DatabaseKind.AUDIT), gateway.backup().resolve("more.db"));
    manifest(
        manifest -> {
          ObjectNode audit = (ObjectNode) manifest.withArray("files").get(0);
          manifest.withArray("files").add(audit.deepCopy().put("name", "more.db"));
        });
    refused("is not whole: more.db: this version of the gateway knows no such file");
  }

  @Test
  void copyOfAnotherBackupIsNotOfThisOne() throws Exception {
    Instant later = BackedUpGateway.TAKEN_AT.plusSeconds(60);
    DatabaseCopy.mark(copy(DatabaseKind.DECISIONS), later);
    sealed();
    refused("decisions.db: it is not the copy that was made at " + BackedUpGateway.TAKEN_AT);
  }

  @Test
  void copyOfANewerVersionWantsThatVersion() throws Exception {
    AuditedJournal.tamper(
        copy(DatabaseKind.JOURNAL),
        "insert into flyway_schema_history select installed_rank + 1, '3', description, type,"
            + " 'V3__more.sql', checksum, installed_by, installed_on, execution_time, success"
            + " from flyway_schema_history order by installed_rank desc limit 1");
    sealed();
    refused("was written by a newer version of the gateway (schema 3, this one knows 2)");
  }

  @Test
  void backupOfAnotherGatewayIsNotTaken() {
    refused(gateway.places("line-b", 5), "is of gateway line-a, and this is gateway line-b");
  }

  /** Else it would answer that it never decided what others wait for (P2). */
  @Test
  void coordinatorDoesNotBeginWithoutItsDecisions() throws Exception {
    gateway.tear(DatabaseKind.DECISIONS);
    manifest(manifest -> manifest.withArray("files").remove(2));
    refused("this gateway is a coordinator");
  }

  @Test
  void rowsThatWereBrokenWhenItWasTakenAreToldAndNoReasonToBeWithoutABackup() throws Exception {
    AuditedJournal.tamper(
        copy(DatabaseKind.JOURNAL), "update transactions set body = '{\"held\":1}'");
    sealed();
    assertThat(gateway.plan(false).backup().rows().findings()).isNotEmpty();
  }

  @Test
  void earlierRestoresFilesAreNeverDeletedAndNotPiledUp() throws Exception {
    Restoration.perform(gateway.plan(false), gateway.places(), WORD, BackedUpGateway.RESTORED_AT);
    gateway.tear(DatabaseKind.JOURNAL);

    assertThatExceptionOfType(RestoreRefusedException.class)
        .isThrownBy(
            () ->
                Restoration.perform(
                    gateway.plan(false),
                    gateway.places("line-a", 1),
                    WORD,
                    BackedUpGateway.RESTORED_AT.plusSeconds(60)))
        .withMessageContaining("nothing was restored")
        .withMessageContaining("lockstep.backup.set-aside-max")
        .withMessageContaining(BackedUpGateway.SET_ASIDE);
    assertThat(folder.resolve(BackedUpGateway.SET_ASIDE)).exists();
  }

  @Test
  void gatewayThatRunsHoldsItOff() throws Exception {
    gateway = BackedUpGateway.in(Files.createDirectory(folder.resolve("runs")), clock);
    JournalSettings decided =
        TunedSettings.at(gateway.file(DatabaseKind.DECISIONS)).gateway("line-a").settings();
    try (SqliteDecisionLog<Document> _ = SqliteDecisionLog.open(decided, Document.CODEC, clock)) {
      assertThatExceptionOfType(JournalUnavailableException.class)
          .isThrownBy(() -> DatabaseLocks.take(gateway.places().files().values()))
          .withMessageContaining("is in use by process " + ProcessHandle.current().pid());
    }
    // What it had taken before it came to the one that is held, it has given back.
    DatabaseLocks.take(gateway.places().files().values()).close();
  }

  /** A change of the manifest. */
  private interface Change {
    void of(ObjectNode manifest);
  }

  private void manifest(Change change) throws Exception {
    Path file = gateway.backup().resolve(BackupManifest.NAME);
    ObjectNode manifest = (ObjectNode) new ObjectMapper().readTree(Files.readString(file));
    change.of(manifest);
    Files.writeString(file, manifest.toString());
  }

  /** As if the copies had been made like that. */
  private void sealed() throws Exception {
    List<Path> copies =
        List.of(copy(DatabaseKind.AUDIT), copy(DatabaseKind.JOURNAL), copy(DatabaseKind.DECISIONS));
    Files.delete(gateway.backup().resolve(BackupManifest.NAME));
    BackupManifest.of(BackedUpGateway.TAKEN_AT, copies).write(gateway.backup());
  }
}
