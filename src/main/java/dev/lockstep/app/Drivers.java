package dev.lockstep.app;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.app.security.Passwords;
import dev.lockstep.app.security.SecureRandomSource;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.DriverCheck;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.Driver;
import dev.lockstep.driver.SendLease;
import dev.lockstep.driver.mqtt.MqttBrowser;
import dev.lockstep.driver.mqtt.MqttDriver;
import dev.lockstep.driver.mqtt.MqttSecrets;
import dev.lockstep.driver.mqtt.SparkplugDriver;
import dev.lockstep.driver.opcua.OpcUaDriver;
import dev.lockstep.driver.simulated.SimulatedDriver;
import dev.lockstep.participant.DeviceLinks;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Drivers of all protocols. */
final class Drivers {
  private Drivers() {}

  /** All drivers, in the order in which they are asked for a device. Nothing connects yet. */
  static List<Driver> of(Settings settings, TimeSource time, SendLease lease) {
    GatewayConfig config = settings.config();
    Passwords passwords = passwords(config);
    MqttSecrets secrets = secrets(passwords, config.mqtt().stores().storePasswordFile());
    String gateway = settings.gateway();
    RandomGenerator random = SecureRandomSource.generator();
    return List.of(
        opcUa(settings, time, lease),
        new MqttDriver(config.mqtt(), gateway, secrets, random, time, lease),
        new SparkplugDriver(config.mqtt(), gateway, secrets, random, time, lease),
        new SimulatedDriver(time, config.simulated().ordersMax(), lease));
  }

  /** The driver of OPC UA, with the gateway's certificates and passwords. */
  static OpcUaDriver opcUa(Settings settings, TimeSource time, SendLease lease) {
    GatewayConfig config = settings.config();
    return new OpcUaDriver(
        config.opcua(),
        settings.gateway(),
        passwords(config)::of,
        time,
        SecureRandomSource.generator(),
        lease);
  }

  /** What finds out about the devices of an MQTT broker, with the gateway's passwords and trust. */
  static MqttBrowser mqttBrowser(Settings settings, TimeSource time) {
    GatewayConfig config = settings.config();
    return new MqttBrowser(
        config.mqtt(),
        settings.gateway(),
        secrets(passwords(config), config.mqtt().stores().storePasswordFile()),
        SecureRandomSource.generator(),
        time);
  }

  private static Passwords passwords(GatewayConfig config) {
    return new Passwords(config.secrets().folder(), System::getenv);
  }

  /**
   * Opens the link to each device.
   *
   * @throws StartFailureException where what a driver needs for them cannot be made
   */
  static DeviceLinks links(
      Catalog catalog, List<Driver> drivers, Settings settings, DeviceLinks.Metering metering) {
    try {
      return DeviceLinks.open(catalog.devices().values(), drivers, metering);
    } catch (UncheckedIOException unusable) { // the OPC UA driver's alone
      throw StartFailureException.value(
          "lockstep.opcua.pki",
          settings.config().opcua().pki().toAbsolutePath().normalize(),
          String.valueOf(unusable.getMessage()));
    }
  }

  /** Their objections to a device. */
  static DriverCheck check(List<Driver> drivers) {
    return new DriverCheck() {
      @Override
      public List<String> faults(Device device) {
        return DeviceLinks.faults(device, drivers).stream()
            .map(fault -> fault.replace("device " + device.name() + ": ", ""))
            .toList();
      }

      @Override
      public List<String> warnings(Device device) {
        return DeviceLinks.warnings(device, drivers);
      }

      @Override
      public Map<ResourceName, Set<Target>> targets(Device device) {
        return DeviceLinks.targets(device, drivers);
      }
    };
  }

  private static MqttSecrets secrets(Passwords passwords, Optional<Path> storePasswordFile) {
    return new MqttSecrets() {
      @Override
      public Optional<String> passwordOf(DeviceName device) {
        return passwords.of(device);
      }

      @Override
      public Optional<String> storePassword() {
        return storePasswordFile.flatMap(Passwords::read);
      }
    };
  }
}
