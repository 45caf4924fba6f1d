package dev.lockstep.driver.simulated;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Driver;
import dev.lockstep.driver.SendLease;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The driver of simulated devices in memory. Every resource has a value: the one that {@code
 * protocols.simulated} has under its name, otherwise zero, false or empty, moved into its limits.
 * Values and command ids exist as long as the driver, independent of links; a value that no longer
 * fits its resource becomes the initial one.
 */
public final class SimulatedDriver implements Driver {
  private static final String PROTOCOL = "simulated";

  private final TimeSource clock;
  private final SendLease lease;
  private final int ordersMax;
  private final Map<DeviceName, SimulatedDevice> devices = new ConcurrentHashMap<>();

  /**
   * @param ordersMax the number of command ids that each device records, at least 1; the oldest are
   *     removed first
   */
  public SimulatedDriver(TimeSource clock, int ordersMax) {
    this(clock, ordersMax, SendLease.ALWAYS);
  }

  /**
   * As one of the two of a line.
   *
   * @param lease that its devices are moved under
   */
  public SimulatedDriver(TimeSource clock, int ordersMax, SendLease lease) {
    if (ordersMax < 1) {
      throw new IllegalArgumentException(
          "a simulated device records %d command ids; 1 or more would be right"
              .formatted(ordersMax));
    }
    this.clock = clock;
    this.lease = lease;
    this.ordersMax = ordersMax;
  }

  @Override
  public String protocol() {
    return PROTOCOL;
  }

  @Override
  public List<String> faults(Device device) {
    List<String> faults = new ArrayList<>();
    device
        .protocols()
        .getOrDefault(PROTOCOL, Map.of())
        .forEach(
            (name, text) -> {
              Optional<Resource> resource =
                  name.isBlank()
                      ? Optional.empty()
                      : device.profile().resource(new ResourceName(name));
              if (resource.isEmpty()) {
                faults.add(
                    "protocols.%s.%s: the profile has no such resource".formatted(PROTOCOL, name));
              } else if (InitialValues.parse(resource.get(), text).isEmpty()) {
                faults.add(
                    "protocols.%s.%s: \"%s\" is not a %s within the resource's limits"
                        .formatted(PROTOCOL, name, text, resource.get().type().edgeXName()));
              }
            });
    return List.copyOf(faults);
  }

  @Override
  public Optional<String> server(Device device) {
    return Optional.empty();
  }

  @Override
  public Map<ResourceName, Set<Target>> targets(Device device) {
    return Map.of();
  }

  @Override
  public DeviceLink open(Device device) {
    SimulatedDevice simulated =
        devices.computeIfAbsent(
            device.name(), name -> new SimulatedDevice(InitialValues.of(device), ordersMax));
    simulated.adapt(device.profile(), InitialValues.of(device));
    return new SimulatedLink(device, simulated, clock, lease);
  }

  @Override
  public void close() {
    devices.clear();
  }
}
