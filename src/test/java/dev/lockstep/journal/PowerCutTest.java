package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A power cut anywhere in the journal's work, also in the {@link Checkpointer}'s, beside which rows
 * are appended. The long form is the part {@code images} of {@code make chaos}.
 *
 * <p>Tried: with {@code synchronous = off} on the Checkpointer's connection, one image in ten is
 * malformed.
 */
class PowerCutTest {
  private static final long SEED = Long.getLong("power-cut.seed", 20_261_121);

  @TempDir Path directory;
  private Path room;

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
  void whatWasAcknowledgedIsThereAfterAPowerCutAnywhere() throws Exception {
    List<SystemCall> calls = Strace.record(Strace.Work.closing(directory, SEED, 60));
    assertThat(CopiedLog.in(calls)).satisfies(PowerCutTest::copiedBesideAppends);
    PowerCuts cuts = new PowerCuts(SEED, room);

    PowerCuts.Remains remains = cuts.cut(PowerCuts.Scene.ofNothing(calls), 100);
    cuts.cutInRecovery(remains, 25);

    assertThat(cuts.violations()).as("-Dpower-cut.seed=%d", SEED).isEmpty();
  }

  /** So that power fails before, while and after the log is copied, and when it begins anew. */
  private static void copiedBesideAppends(CopiedLog copied) {
    assertThat(copied.copies()).as("%s", copied).isGreaterThan(3);
    assertThat(copied.beside()).as("%s", copied).isGreaterThan(10);
    assertThat(copied.anew()).as("%s", copied).isGreaterThan(3);
  }

  /**
   * The kernel forgets what an fsync failed to write, and says nothing the next time. Whoever reads
   * it back sees it all the same, until power fails.
   */
  @Test
  @Tag("fault")
  void nothingRestsOnWhatASyncFailedToWriteNeitherNowNorAfterARestart() throws Exception {
    Strace.Work failing =
        new Strace.Work(directory, SEED, 30, "halt", "fsync,fdatasync:error=EIO:when=40..100+7");
    List<SystemCall> calls = new ArrayList<>(Strace.record(failing));
    assertThat(calls)
        .as("a sync failed")
        .anyMatch(
            call ->
                call instanceof SystemCall.Sync sync
                    && sync.file().equals("lockstep.db-wal")
                    && !sync.done());
    calls.addAll(Strace.record(Strace.Work.halting(directory, SEED + 1, 10)));
    PowerCuts cuts = new PowerCuts(SEED, room);

    cuts.cut(PowerCuts.Scene.ofNothing(calls), 40);

    assertThat(cuts.violations()).as("-Dpower-cut.seed=%d", SEED).isEmpty();
  }

  /** As a checkpoint would be that lets the log begin anew before the file is synced. */
  @Test
  void logThatBeginsAnewBeforeTheFileIsSyncedIsFoundOut() throws Exception {
    List<SystemCall> calls = Strace.record(Strace.Work.closing(directory, SEED, 40));
    PowerCuts cuts = new PowerCuts(SEED, room);

    cuts.cut(PowerCuts.Scene.lying(calls, RecordedWork.JOURNAL::equals), 30);

    assertThat(cuts.violations()).as("-Dpower-cut.seed=%d", SEED).hasSizeGreaterThan(3);
  }

  @Test
  void diskThatIgnoresSyncsIsFoundOut() throws Exception {
    List<SystemCall> calls = Strace.record(Strace.Work.halting(directory, SEED, 30));
    PowerCuts cuts = new PowerCuts(SEED, room);

    cuts.cut(PowerCuts.Scene.lying(calls, file -> true), 15);

    assertThat(cuts.violations()).as("-Dpower-cut.seed=%d", SEED).hasSizeGreaterThan(3);
  }
}
