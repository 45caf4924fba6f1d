package dev.lockstep.app;

import dev.lockstep.app.security.SecureRandomSource;
import dev.lockstep.catalog.DriverCheck;
import dev.lockstep.device.Device;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.driver.Driver;
import dev.lockstep.driver.mqtt.MqttDriver;
import dev.lockstep.driver.mqtt.MqttSecrets;
import dev.lockstep.driver.mqtt.MqttSettings;
import dev.lockstep.driver.opcua.OpcUaDriver;
import dev.lockstep.driver.opcua.OpcUaSettings;
import dev.lockstep.driver.simulated.SimulatedDriver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Drivers with default settings, whose objections to a device {@code lockstep check} reports. Made
 * for the first device that is checked; they write nothing. Not thread-safe.
 */
public final class CheckDrivers implements DriverCheck {
  private Optional<DriverCheck> drivers = Optional.empty();

  @Override
  public List<String> faults(Device device) {
    return drivers().faults(device);
  }

  @Override
  public List<String> warnings(Device device) {
    return drivers().warnings(device);
  }

  @Override
  public Map<ResourceName, Set<Target>> targets(Device device) {
    return drivers().targets(device);
  }

  private DriverCheck drivers() {
    DriverCheck known = drivers.orElseGet(CheckDrivers::made);
    drivers = Optional.of(known);
    return known;
  }

  private static DriverCheck made() {
    // Never closed: it holds one idle daemon thread until the command ends.
    SystemTime time = new SystemTime();
    MqttSecrets none = device -> Optional.empty();
    List<Driver> all =
        List.of(
            opcua(time),
            new MqttDriver(
                MqttSettings.defaults("check"), none, SecureRandomSource.generator(), time),
            new SimulatedDriver(time, 1));
    return Drivers.check(all);
  }

  private static Driver opcua(SystemTime time) {
    OpcUaSettings.Application application =
        new OpcUaSettings.Application("urn:lockstep:check", "Lockstep check");
    // Made with the first connection, and none is made here.
    OpcUaSettings settings = OpcUaSettings.in(Path.of("pki"), application);
    return new OpcUaDriver(
        settings, device -> Optional.empty(), time, SecureRandomSource.generator());
  }
}
