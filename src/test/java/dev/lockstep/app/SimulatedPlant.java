package dev.lockstep.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A gateway with presses in memory and one that is not there, with limits that tests reach. */
public class SimulatedPlant implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    Path folder = folder();
    Map<String, String> keys = new HashMap<>();
    keys.put("quarkus.http.test-port", "0");
    // A path in which a URL would see a query: the writer and the pool must open one file.
    keys.put("lockstep.journal.path", folder.resolve("line ?1/journal.db").toString());
    keys.put("lockstep.opcua.pki", folder.resolve("pki").toString());
    keys.put("lockstep.opcua.connect-timeout", "200ms");
    keys.put("lockstep.catalog.profiles", copied("press.yaml", folder));
    keys.put("lockstep.catalog.devices", copied("devices.yaml", folder));
    keys.put("lockstep.audit.follow-every", "100ms");
    keys.put("lockstep.limits.body-max", "4K");
    keys.put("lockstep.limits.commands-max", "3");
    return keys;
  }

  /** The file in the folder, where a test may change it. */
  private static String copied(String name, Path folder) {
    try {
      return Files.copy(Path.of("src/test/resources/app", name), folder.resolve(name)).toString();
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  public static Path folder() {
    try {
      return Files.createTempDirectory("lockstep-test");
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }
}
