package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
    List<SystemCall> calls = Strace.record(directory, SEED, 60, "close");
    PowerCuts cuts = new PowerCuts(SEED, room);

    PowerCuts.Remains remains = cuts.cut(PowerCuts.Scene.ofNothing(calls), 200);
    cuts.cutInRecovery(remains, 50);

    assertThat(cuts.violations()).as("-Dpower-cut.seed=%d", SEED).isEmpty();
  }

  @Test
  void diskThatIgnoresSyncsIsFoundOut() throws Exception {
    List<SystemCall> calls = Strace.record(directory, SEED, 30, "halt");
    PowerCuts cuts = new PowerCuts(SEED, room);

    cuts.cut(new PowerCuts.Scene(Map.of(), calls, new Promised(), true), 30);

    assertThat(cuts.violations()).as("-Dpower-cut.seed=%d", SEED).hasSizeGreaterThan(5);
  }
}
