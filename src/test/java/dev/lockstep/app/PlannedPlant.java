package dev.lockstep.app;

import dev.lockstep.app.security.SecuredPlant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A coordinator with a folder of plans, empty at first, where everybody must say who they are. */
public class PlannedPlant extends SecuredPlant {
  @Override
  public Map<String, String> getConfigOverrides() {
    Path folder = SimulatedPlant.folder();
    Map<String, String> keys = new HashMap<>(super.getConfigOverrides());
    keys.put("lockstep.coordinator.enabled", "true");
    keys.put("lockstep.coordinator.path", folder.resolve("decisions.db").toString());
    keys.put("lockstep.coordinator.timeout", "3s");
    keys.put("lockstep.coordinator.answer-max", "5s");
    keys.put("lockstep.limits.body-max", "64K");
    try {
      keys.put(
          "lockstep.catalog.plans", Files.createDirectories(folder.resolve("plans")).toString());
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
    return keys;
  }
}
