package dev.lockstep.app;

import dev.lockstep.journal.DamagedJournal;
import dev.lockstep.journal.JournalUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The same, also a coordinator, with a journal in which the disk flipped a bit. */
public final class DamagedPlant extends SimulatedPlant {
  static final String HURT = "hurt";

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> keys = new HashMap<>(super.getConfigOverrides());
    Path folder = SimulatedPlant.folder();
    Path journal = folder.resolve("journal.db");
    try {
      DamagedJournal.at(journal, HURT);
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    } catch (JournalUnavailableException unusable) {
      throw new AssertionError(unusable);
    }
    keys.put("lockstep.journal.path", journal.toString());
    keys.put("lockstep.coordinator.enabled", "true");
    keys.put("lockstep.coordinator.path", folder.resolve("decisions.db").toString());
    return keys;
  }
}
