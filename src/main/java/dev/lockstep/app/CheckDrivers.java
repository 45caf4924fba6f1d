package dev.lockstep.app;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.driver.Driver;
import dev.lockstep.driver.mqtt.MqttDriver;
import dev.lockstep.driver.mqtt.MqttSecrets;
import dev.lockstep.driver.mqtt.MqttSettings;
import dev.lockstep.driver.opcua.OpcUaDriver;
import dev.lockstep.driver.opcua.OpcUaSettings;
import dev.lockstep.driver.simulated.SimulatedDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What drivers with usual settings have against a device, for {@code lockstep check}. Made with the
 * first device that is asked about, and nothing stays behind. Not thread-safe.
 */
final class CheckDrivers {
  private Optional<Catalog.Drivers> drivers = Optional.empty();

  /** Asks them, once they are needed. */
  Catalog.Drivers whenNeeded() {
    return new Catalog.Drivers(
        device -> known().faults().apply(device), device -> known().targets().apply(device));
  }

  private Catalog.Drivers known() {
    Catalog.Drivers known = drivers.orElseGet(CheckDrivers::made);
    drivers = Optional.of(known);
    return known;
  }

  private static Catalog.Drivers made() {
    // Never closed: it holds one idle daemon thread until the command ends.
    SystemTime time = new SystemTime();
    MqttSecrets none = device -> Optional.empty();
    List<Driver> all =
        List.of(
            opcua(time),
            new MqttDriver(MqttSettings.defaults("check"), none, Chance.generator(), time),
            new SimulatedDriver(time, 1));
    return Drivers.forCatalog(all);
  }

  private static Driver opcua(SystemTime time) {
    try {
      // The driver wants a certificate of its own, even where it connects to nothing.
      Path pki = Files.createTempDirectory("lockstep-check");
      OpcUaSettings.Application application =
          new OpcUaSettings.Application("urn:lockstep:check", "Lockstep check");
      OpcUaSettings settings = OpcUaSettings.in(pki, application);
      try {
        return new OpcUaDriver(settings, device -> Optional.empty(), time, Chance.generator());
      } finally {
        remove(pki);
      }
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
