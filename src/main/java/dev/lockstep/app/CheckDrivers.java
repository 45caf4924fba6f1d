package dev.lockstep.app;

import dev.lockstep.app.config.DefaultConfig;
import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.security.SecureRandomSource;
import dev.lockstep.catalog.DriverCheck;
import dev.lockstep.device.Device;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.driver.SendLease;
import dev.lockstep.driver.mqtt.MqttDriver;
import dev.lockstep.driver.mqtt.MqttSecrets;
import dev.lockstep.driver.mqtt.SparkplugDriver;
import dev.lockstep.driver.opcua.OpcUaDriver;
import dev.lockstep.driver.simulated.SimulatedDriver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Drivers with default settings, whose objections to a device {@code lockstep check} reports. Made
 * for the first device that is checked; they write nothing. Not thread-safe.
 */
public final class CheckDrivers implements DriverCheck {
  private static final String NAME = "check";

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
    GatewayConfig usual = DefaultConfig.read();
    RandomGenerator random = SecureRandomSource.generator();
    MqttSecrets none = device -> Optional.empty();
    return Drivers.check(
        List.of(
            new OpcUaDriver(usual.opcua(), NAME, device -> Optional.empty(), time, random),
            new MqttDriver(usual.mqtt(), NAME, none, random, time),
            new SparkplugDriver(usual.mqtt(), NAME, none, random, time, SendLease.ALWAYS),
            new SimulatedDriver(time, 1)));
  }
}
