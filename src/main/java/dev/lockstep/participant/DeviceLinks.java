package dev.lockstep.participant;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Driver;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The links to all devices of the catalog. A reload replaces them in one step; a link whose device
 * it leaves as it was stays open. Thread-safe.
 */
public final class DeviceLinks implements AutoCloseable {
  private final List<Driver> drivers;
  private final Metering metering;
  private volatile LinkedDevices current;

  /** A device and its link. */
  public record Linked(Device device, DeviceLink link) {}

  /** What measures a link. */
  @FunctionalInterface
  public interface Metering {
    /** Links as they are. */
    Metering NONE = (device, link) -> link;

    /** The link to be used in place of this one: it does the same. */
    DeviceLink metered(Device device, DeviceLink link);
  }

  private DeviceLinks(List<Driver> drivers, Metering metering, LinkedDevices current) {
    this.drivers = List.copyOf(drivers);
    this.metering = metering;
    this.current = current;
  }

  /** {@link #open(Collection, List, Metering)} without meters. */
  public static DeviceLinks open(Collection<Device> devices, List<Driver> drivers) {
    return open(devices, drivers, Metering.NONE);
  }

  /**
   * Opens a link to each device with the driver of its protocol. Returns at once; links connect in
   * the background.
   *
   * @throws IllegalArgumentException where a device has no driver, or its driver finds faults; the
   *     message has all faults
   */
  public static DeviceLinks open(
      Collection<Device> devices, List<Driver> drivers, Metering metering) {
    List<String> faults = devices.stream().flatMap(each -> faults(each, drivers).stream()).toList();
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
    Map<DeviceName, Linked> links = new LinkedHashMap<>();
    for (Device device : devices) {
      links.put(device.name(), opened(device, drivers, metering));
    }
    return new DeviceLinks(drivers, metering, new LinkedDevices(links, index(devices, drivers)));
  }

  static Linked opened(Device device, List<Driver> drivers, Metering metering) {
    Driver driver = driverOf(device, drivers).orElseThrow();
    return new Linked(device, metering.metered(device, driver.open(device)));
  }

  static TargetIndex index(Collection<Device> devices, List<Driver> drivers) {
    return TargetIndex.of(devices, device -> driverOf(device, drivers));
  }

  /** The change from these links to those of other devices, none of which has faults. */
  LinkRenewal renewal(Collection<Device> devices) {
    return new LinkRenewal(current, devices, drivers, metering);
  }

  /** Replaces all links in one step, and closes none. */
  void replace(LinkedDevices next) {
    current = next;
  }

  /** All of them as they are at this moment. */
  LinkedDevices current() {
    return current;
  }

  /**
   * The targets of a write to each resource of a device, as far as they follow from the files. For
   * a device without an address, which stands for a profile without devices, those of every driver.
   */
  public static Map<ResourceName, Set<Target>> targets(Device device, List<Driver> drivers) {
    if (!device.protocols().isEmpty()) {
      return driverOf(device, drivers).map(each -> each.targets(device)).orElse(Map.of());
    }
    Map<ResourceName, Set<Target>> targets = new HashMap<>();
    drivers.forEach(each -> each.targets(device).forEach(targets::putIfAbsent));
    return targets;
  }

  /** The faults that keep a device from being linked, one sentence each. */
  public static List<String> faults(Device device, List<Driver> drivers) {
    return driverOf(device, drivers)
        .map(driver -> driver.faults(device))
        .orElseGet(() -> List.of(noDriver(device, drivers)))
        .stream()
        .map(fault -> "device " + device.name() + ": " + fault)
        .toList();
  }

  /** The warnings about a device that works, one sentence each. */
  public static List<String> warnings(Device device, List<Driver> drivers) {
    return driverOf(device, drivers).map(driver -> driver.warnings(device)).orElse(List.of());
  }

  private static String noDriver(Device device, List<Driver> drivers) {
    List<String> known = drivers.stream().map(Driver::protocol).sorted().toList();
    String message = "no driver for its protocols %s; the known protocols are %s";
    return message.formatted(device.protocols().keySet().stream().sorted().toList(), known);
  }

  static Optional<Driver> driverOf(Device device, List<Driver> drivers) {
    return drivers.stream()
        .filter(
            driver ->
                device.protocols().keySet().stream()
                    .anyMatch(protocol -> protocol.equalsIgnoreCase(driver.protocol())))
        .findFirst();
  }

  public Optional<Linked> find(DeviceName device) {
    return current.find(device);
  }

  public Collection<Linked> all() {
    return current.links().values();
  }

  @Override
  public void close() {
    all().forEach(linked -> linked.link().close());
  }
}
