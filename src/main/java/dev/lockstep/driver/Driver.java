package dev.lockstep.driver;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A protocol driver: opens links to devices of one protocol. Thread-safe. */
public interface Driver extends AutoCloseable {

  /**
   * The key of this protocol in a device's {@code protocols}: {@code opcua}, {@code mqtt}, {@code
   * simulated}.
   */
  String protocol();

  /**
   * The faults in a device's address, its resources' attributes or its profile's preparation
   * patterns for this protocol; one sentence each, with what would be right. Empty where {@link
   * #open} will work. Does not use the network.
   */
  List<String> faults(Device device);

  /** The warnings about a device that works, one sentence each. */
  default List<String> warnings(Device device) {
    return List.of();
  }

  /**
   * The address of the device's server or broker, in one spelling for all its devices; empty where
   * devices share nothing. Does not use the network.
   */
  Optional<String> server(Device device);

  /**
   * The targets of a write to each resource, or a call of it, as far as they follow from the files.
   * Resources that cannot be written or called are omitted. Also for a device whose address has
   * faults.
   */
  Map<ResourceName, Set<Target>> targets(Device device);

  /**
   * Whether a link that was opened for one device serves the other as it is: both have one name,
   * and the same address and resources. Then it stays open when profiles and devices are reloaded.
   */
  default boolean serves(Device opened, Device other) {
    return opened.protocols().equals(other.protocols())
        && opened.profile().resources().equals(other.profile().resources());
  }

  /**
   * Opens a link to the device, which connects in the background, now and after every loss, with
   * exponential back-off and jitter. Returns at once: a device that is unreachable is DISCONNECTED,
   * not an error.
   */
  DeviceLink open(Device device);

  /**
   * The device is in the catalog no more, and its link is closed: what was kept in memory for its
   * name is forgotten, unless a link of that name is open again.
   */
  default void removed(DeviceName device) {}

  /** Which servers it trusts; empty where that is not kept here. */
  default Optional<ServerTrust> trust() {
    return Optional.empty();
  }

  @Override
  void close();
}
