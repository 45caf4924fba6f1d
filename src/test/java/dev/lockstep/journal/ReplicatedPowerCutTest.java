package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power goes on both PCs at once, anywhere in their work, base copies among it: what was told is on
 * each of the two disks, so that either may be lost besides; and the two come together again.
 */
class ReplicatedPowerCutTest {
  private static final long SEED = Long.getLong("power-cut.seed", 20_261_130);
  private static final int CUTS = Integer.getInteger("replica.cuts", 80);

  @TempDir Path directory;
  private Path room;

  /** Of the images, those with a standby that might take over. */
  private final AtomicInteger ready = new AtomicInteger();

  @BeforeEach
  void makeRoom() throws Exception {
    Strace.required();
    room = PowerCuts.room(directory);
  }

  @AfterEach
  void clear() throws Exception {
    if (!room.equals(directory)) {
      PowerCuts.remove(room);
    }
  }

  @Test
  void whatWasToldIsOnBothDisksAfterAPowerCutAnywhereAndBothAgreeAgain() throws Exception {
    List<SystemCall> calls = Strace.record(Strace.Work.followed(directory, SEED, 25));
    assertThat(calls)
        .as("a base copy was put in place")
        .anyMatch(
            call -> call instanceof SystemCall.Rename rename && rename.to().equals(standby()));
    PowerCuts cuts = new PowerCuts(SEED, room, this::broken);

    cuts.cut(PowerCuts.Scene.ofNothing(calls), CUTS);

    assertThat(cuts.violations()).as("-Dpower-cut.seed=%d", SEED).isEmpty();
    assertThat(ready.get()).as("standbys that might take over").isGreaterThan(CUTS / 3);
  }

  /** Where the standby's disk ignores syncs, what it confirmed is not there. */
  @Test
  void standbyThatConfirmsWhatItsDiskDoesNotHaveIsFoundOut() throws Exception {
    List<SystemCall> calls = Strace.record(Strace.Work.followed(directory, SEED, 25));
    PowerCuts cuts = new PowerCuts(SEED, room, this::broken);

    cuts.cut(PowerCuts.Scene.lying(calls, file -> file.startsWith(standby() + "-wal")), CUTS / 2);

    assertThat(cuts.violations()).as("-Dpower-cut.seed=%d", SEED).hasSizeGreaterThan(3);
  }

  private static String standby() {
    return RecordedWork.STANDBY + RecordedWork.JOURNAL;
  }

  private List<String> broken(PowerCuts.Remains remains, Path both) throws Exception {
    List<String> broken = new ArrayList<>(reunited(copy(both, "", RecordedWork.STANDBY)));
    for (String each : remains.promised().broken(copy(both, "", ""))) {
      broken.add("active: " + each);
    }
    Path other = copy(both, RecordedWork.STANDBY, "");
    if (isReady(other)) {
      ready.incrementAndGet();
      for (String each : remains.promised().broken(other)) {
        broken.add("standby: " + each);
      }
    }
    return broken;
  }

  /** Files of one side, or of both, in a folder of their own. */
  private static Path copy(Path both, String side, String also) throws Exception {
    Path folder = Files.createTempDirectory(both, "side");
    try (Stream<Path> files = Files.list(both)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        String name = each.getFileName().toString();
        boolean ofStandby = name.startsWith(RecordedWork.STANDBY);
        if (!also.isEmpty() || ofStandby == !side.isEmpty()) {
          Files.copy(each, folder.resolve(also.isEmpty() ? name.substring(side.length()) : name));
        }
      }
    }
    return folder;
  }

  /** In the middle of a base copy nobody takes it for one that has everything. */
  private static boolean isReady(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(each -> each.getFileName().toString()).toList();
      return names.contains(RecordedWork.JOURNAL)
          && names.contains(RecordedWork.DECISIONS)
          && names.stream().noneMatch(name -> name.endsWith(".unfinished"));
    }
  }

  private static List<String> reunited(Path folder) throws Exception {
    List<String> differences = new ArrayList<>();
    try (Replica replica = Replica.open(RecordedWork.places(folder, RecordedWork.STANDBY))) {
      ReplicaLink link = new ReplicaLink(replica);
      Replication replication = Replication.to(link, 1, "after");
      try (SqliteJournal journal =
              SqliteJournal.open(
                  RecordedWork.settings(folder.resolve(RecordedWork.JOURNAL)),
                  SqliteJournalTest.CLOCK,
                  replication);
          SqliteDecisionLog<Document> decisions =
              SqliteDecisionLog.open(
                  RecordedWork.settings(folder.resolve(RecordedWork.DECISIONS)),
                  Document.CODEC,
                  SqliteJournalTest.CLOCK,
                  replication)) {
        link.mend(RecordedWork.sources(folder));
        for (String each : List.of(RecordedWork.JOURNAL, RecordedWork.DECISIONS)) {
          List<String> there = EqualDatabases.rows(folder.resolve(RecordedWork.STANDBY + each));
          List<String> here = EqualDatabases.rows(folder.resolve(each));
          here.stream().filter(row -> !there.contains(row)).forEach(differences::add);
          there.stream().filter(row -> !here.contains(row)).forEach(differences::add);
        }
        if (!journal.troubles().isEmpty() || !decisions.troubles().isEmpty()) {
          differences.add("troubles: " + journal.troubles() + decisions.troubles());
        }
      }
    }
    return differences;
  }
}
