package dev.lockstep.journal;

import static dev.lockstep.journal.JournalSamples.entry;
import static dev.lockstep.journal.JournalSamples.prepared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Base copies: taken under load, checked before anything is touched, whole or not there. */
class BaseCopyTest {
  @TempDir Path directory;
  private final SettableClock clock = new SettableClock();
  private final ShippedChanges follower = new ShippedChanges();
  private Path active;
  private Path standby;
  private FollowedGateway gateway;
  private Replica replica;

  @BeforeEach
  void open() throws Exception {
    active = FollowedGateway.folder(directory, "active");
    standby = FollowedGateway.folder(directory, "standby");
    gateway = FollowedGateway.open(active, clock, follower);
    gateway.journal.append(entry(prepared("t-1")));
    replica = Replica.open(FollowedGateway.places(standby));
  }

  @AfterEach
  void close() {
    gateway.close();
    replica.close();
  }

  private ReplicaAnswer send() throws Exception {
    return BaseCopies.send(FollowedGateway.sources(active), 1, replica);
  }

  private void catchUp() {
    for (ChangeSet each : follower.shipped) {
      if (replica.positions().stream().anyMatch(each::follows)) {
        assertThat(replica.apply(each)).isInstanceOf(ReplicaAnswer.Durable.class);
      }
    }
  }

  @Test
  void copyTakenUnderLoadAndTheChangeSetsSinceMakeEqualDatabases() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    Thread load = Thread.ofPlatform().start(() -> write(enough));

    ReplicaAnswer answer = send();
    for (int again = 0; again < 3; again++) {
      catchUp();
      answer = send();
    }
    enough.set(true);
    load.join();

    assertThat(answer).isInstanceOf(ReplicaAnswer.Durable.class);
    catchUp();
    assertThat(FollowedGateway.differences(active, standby)).isEmpty();
    assertThat(names(standby))
        .as("older ones of the same line are replaced")
        .noneMatch(name -> name.contains(".before-term"));
  }

  private void write(AtomicBoolean enough) {
    try {
      for (int n = 0; !enough.get(); n++) {
        gateway.journal.append(entry(prepared("load-" + n)));
        gateway.decisions.decide("c-" + n, new Document("c-" + n, n % 2 == 0, "x".repeat(n % 700)));
        gateway.audit.append(AuditRecord.ofGateway("load", Map.of()));
        gateway.outbox.move("kafka", Map.of("journal", new OutboxFile.Cursor(n, 0)));
      }
    } catch (JournalUnavailableException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void copyCutShortOrAlteredAnywhereTouchesNothing() throws Exception {
    send();
    List<ChangePosition> before = replica.positions();
    gateway.journal.append(entry(prepared("t-2")));
    byte[] octets = BaseCopies.octets(FollowedGateway.sources(active), 1);
    int step = octets.length / 97;
    for (int at = 0; at < octets.length; at += step) {
      byte[] altered = octets.clone();
      altered[at] ^= 0x20;
      for (byte[] each : List.of(altered, Arrays.copyOf(octets, at))) {
        ReplicaAnswer answer = replica.receive(new ByteArrayInputStream(each));
        assertThat(answer).as("at %d", at).isNotInstanceOf(ReplicaAnswer.Durable.class);
      }
    }
    assertThat(replica.positions()).isEqualTo(before);
    catchUp();
    assertThat(FollowedGateway.differences(active, standby)).isEmpty();
  }

  @Test
  void filesAreTheirOwnersAlone() throws Exception {
    send();
    try (Stream<Path> files = Files.list(standby)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        if (!each.toString().endsWith(".lock")) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
              .as("%s", each)
              .isEqualTo("rw-------");
        }
      }
    }
    assertThat(names(active)).noneMatch(name -> name.endsWith(".sent"));
  }

  @Test
  void ordinaryStartIsKeptOffWhileTheStandbyHasTheFiles() throws Exception {
    send();
    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(() -> FollowedGateway.open(standby, clock, follower))
        .withMessageContaining("in use");
  }

  /** Power went between two files: the sign stands, of some of them or of all. */
  @Test
  void halfPlacedCopyIsNoPlaceToGoOnFromForAnybody() throws Exception {
    send();
    replica.close();
    UnfinishedCopy.of(FollowedGateway.places(standby).get("decisions")).put();

    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(
            () ->
                SqliteDecisionLog.open(
                    FollowedGateway.places(standby).get("decisions"), Document.CODEC, clock))
        .withMessageContaining("not put into its place to the end")
        .withMessageContaining("let it be the standby once more");
    replica = Replica.open(FollowedGateway.places(standby));
    assertThat(replica.positions())
        .extracting(ChangePosition::database)
        .doesNotContain("decisions");
    assertThat(send()).isInstanceOf(ReplicaAnswer.Durable.class);
    assertThat(replica.positions()).hasSize(4);
    assertThat(FollowedGateway.differences(active, standby)).isEmpty();
  }

  @Test
  void signStandsBesideEachFileBeforeTheFirstIsTouched() throws Exception {
    try (ReplicaFile first = opened("outbox");
        ReplicaFile second = opened("audit")) {
      BaseCopyHeader.Part part = new BaseCopyHeader.Part(ChangePosition.NOWHERE, 0);
      CopyPlacement placement =
          new CopyPlacement(new BaseCopyHeader(1, List.of(part, part)), List.of(first, second));
      Files.writeString(first.staged(), "the second one has not come");

      assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(placement::place);

      assertThat(names(directory.resolve("elsewhere")))
          .contains("outbox.db", "outbox.db.unfinished", "audit.db.unfinished");
    }
  }

  private ReplicaFile opened(String name) throws Exception {
    JournalSettings settings =
        FollowedGateway.places(FollowedGateway.folder(directory, "elsewhere")).get(name);
    return ReplicaFile.open(settings, Schema.named(name).orElseThrow(), Disk.REAL);
  }

  @Test
  void logOfAnotherFileIsNotReadIntoTheCopy() throws Exception {
    send();
    replica.close();
    Files.copy(active.resolve("journal.db-wal"), standby.resolve("journal.db-wal"));
    UnfinishedCopy.of(FollowedGateway.places(standby).get("journal")).put();
    gateway.journal.append(entry(prepared("t-2")));
    replica = Replica.open(FollowedGateway.places(standby));

    send();

    assertThat(FollowedGateway.differences(active, standby)).isEmpty();
  }

  @Test
  void standbyThatHasMoreThanTheActiveOneRefusesACopyOfTheSameReign() throws Exception {
    send();
    byte[] older = BaseCopies.octets(FollowedGateway.sources(active), 1);
    byte[] later = BaseCopies.octets(FollowedGateway.sources(active), 2);
    for (int n = 0; n < 3; n++) {
      gateway.journal.append(entry(prepared("more-" + n)));
    }
    catchUp();

    ReplicaAnswer answer = replica.receive(new ByteArrayInputStream(older));

    assertThat(answer).isInstanceOf(ReplicaAnswer.Ahead.class);
    assertThat(((ReplicaAnswer.Ahead) answer).why()).contains("take over here");
    assertThat(FollowedGateway.differences(active, standby)).isEmpty();
    // Of a later reign, somebody has decided so: what stood here is kept.
    assertThat(replica.receive(new ByteArrayInputStream(later)))
        .isInstanceOf(ReplicaAnswer.Durable.class);
    assertThat(names(standby)).contains("journal.db.before-term-2");
  }

  @Test
  void fewOfThoseThatWerePutAsideAreKept() throws Exception {
    for (int term = 1; term <= 6; term++) {
      replica.close();
      Files.deleteIfExists(standby.resolve("journal.db"));
      FollowedGateway.open(standby, clock, new ShippedChanges()).close();
      replica = Replica.open(FollowedGateway.places(standby));
      BaseCopies.send(FollowedGateway.sources(active), term, replica);
    }
    assertThat(names(standby).stream().filter(name -> name.startsWith("journal.db.before-term")))
        .containsExactlyInAnyOrder(
            "journal.db.before-term-4", "journal.db.before-term-5", "journal.db.before-term-6");
  }

  /** Nothing is to be built on a hole. */
  @Test
  void standbyWhoseDiskLostWhatItHadConfirmedNeedsABaseCopy() throws Exception {
    send();
    replica.close();
    byte[] older = Files.readAllBytes(standby.resolve("journal.db"));
    replica = Replica.open(FollowedGateway.places(standby));
    gateway.journal.append(entry(prepared("t-2")));
    catchUp();
    replica.close();
    Files.write(standby.resolve("journal.db"), older);

    replica = Replica.open(FollowedGateway.places(standby));

    assertThat(replica.positions()).extracting(ChangePosition::database).doesNotContain("journal");
    send();
    assertThat(replica.positions()).hasSize(4);
    assertThat(FollowedGateway.differences(active, standby)).isEmpty();
  }

  @Test
  void fileThatIsNoDatabaseIsPutAsideForACopy() throws Exception {
    replica.close();
    Files.write(standby.resolve("journal.db"), new byte[4096]);
    Files.writeString(standby.resolve("audit.db"), "no database at all, but a text".repeat(99));

    replica = Replica.open(FollowedGateway.places(standby));
    send();

    assertThat(FollowedGateway.differences(active, standby)).isEmpty();
    assertThat(names(standby)).contains("audit.db.before-term-1");
  }

  @Test
  void otherVersionOrAnotherSetOfDatabasesIsForAPerson() throws Exception {
    send();
    ChangePosition at =
        replica.positions().stream()
            .filter(each -> each.database().equals("journal"))
            .findFirst()
            .orElseThrow();
    ChangeSet newer =
        ChangeSetCodec.encode(
            new ChangeSet.Header("journal", 99, 1, at.lineage(), at.sequence() + 1, at.digest()),
            List.of());
    ChangeSet unknown =
        ChangeSetCodec.encode(
            new ChangeSet.Header("recipes", 1, 1, at.lineage(), 1, at.digest()), List.of());

    assertThat(replica.apply(newer)).isInstanceOf(ReplicaAnswer.OtherSchema.class);
    assertThat(replica.apply(unknown)).isInstanceOf(ReplicaAnswer.OtherSchema.class);
    assertThat(replica.positions()).contains(at);
  }

  @Test
  void fullDiskOfTheStandbyConfirmsNothingAndGoesOnWhenThereIsRoom() throws Exception {
    send();
    replica.close();
    BreakableDisk disk = new BreakableDisk(standby.resolve("journal.db"));
    Files.write(standby.resolve("journal.db.reserve"), new byte[1]); // what it fills, it fills
    replica = Replica.open(FollowedGateway.places(standby), disk);
    gateway.journal.append(entry(prepared("t-2")));
    ChangeSet next = follower.lastOf("journal").orElseThrow();
    List<ChangePosition> before = replica.positions();

    disk.fill();
    ReplicaAnswer full = replica.apply(next);
    ReplicaAnswer noRoom = send();
    disk.heal();
    disk.failEachCommitWith(BreakableDisk.SQLITE_IOERR_FSYNC);
    ReplicaAnswer broken = replica.apply(next);
    disk.heal();

    assertThat(full).isInstanceOf(ReplicaAnswer.Failed.class);
    assertThat(((ReplicaAnswer.Failed) full).why()).contains("free space on its disk");
    assertThat(((ReplicaAnswer.Failed) noRoom).why()).contains("make room");
    assertThat(((ReplicaAnswer.Failed) broken).why()).contains("dmesg");
    assertThat(replica.apply(next)).isEqualTo(new ReplicaAnswer.Durable(List.of(next.position())));
    assertThat(before).doesNotContain(next.position());
    assertThat(FollowedGateway.differences(active, standby)).isEmpty();
  }

  private static List<String> names(Path folder) throws Exception {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(each -> each.getFileName().toString()).toList();
    }
  }
}
