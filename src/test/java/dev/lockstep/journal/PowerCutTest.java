package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A power cut anywhere in the journal's work. The long form is the part {@code images} of {@code
 * make chaos}.
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
    PowerCuts cuts = new PowerCuts(SEED, room);

    PowerCuts.Remains remains = cuts.cut(PowerCuts.Scene.ofNothing(calls), 100);
    cuts.cutInRecovery(remains, 25);

    assertThat(cuts.violations()).as("-Dpower-cut.seed=%d", SEED).isEmpty();
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
    assertThat(calls).as("a sync failed").contains(new SystemCall.Sync("lockstep.db-wal", false));
    calls.addAll(Strace.record(Strace.Work.halting(directory, SEED + 1, 10)));
    PowerCuts cuts = new PowerCuts(SEED, room);

    cuts.cut(PowerCuts.Scene.ofNothing(calls), 40);

    assertThat(cuts.violations()).as("-Dpower-cut.seed=%d", SEED).isEmpty();
  }

  @Test
  void diskThatIgnoresSyncsIsFoundOut() throws Exception {
    List<SystemCall> calls = Strace.record(Strace.Work.halting(directory, SEED, 30));
    PowerCuts cuts = new PowerCuts(SEED, room);

    cuts.cut(new PowerCuts.Scene(Map.of(), calls, new Promised(), true), 15);

    assertThat(cuts.violations()).as("-Dpower-cut.seed=%d", SEED).hasSizeGreaterThan(3);
  }
}
