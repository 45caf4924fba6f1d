package dev.lockstep.driver;

import dev.lockstep.device.Device;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One protocol. Thread-safe. */
public interface Driver extends AutoCloseable {

  /**
   * The key of this protocol in a device's {@code protocols}: {@code opcua}, {@code mqtt}, {@code
   * simulated}.
   */
  String protocol();

  /**
   * What is wrong with a device's address, its resources' attributes or its profile's patterns for
   * this protocol; one sentence each, with what would be right. Empty where {@link #open} will
   * work. No network is touched.
   */
  List<String> faults(Device device);

  /** What works, and should be known before it is used, one sentence each. */
  default List<String> warnings(Device device) {
    return List.of();
  }

  /**
   * The address of the device's server or broker, spelled the same for all its devices; empty where
   * no two devices have anything in common. No network is touched.
   */
  Optional<String> server(Device device);

  /**
   * What a write to each resource, or a call of it, reaches as far as the files alone say.
   * Resources that nobody can write or call are left out. Also for a device whose address has
   * faults.
   */
  Map<ResourceName, Set<Target>> targets(Device device);

  /**
   * A link to the device, which connects by itself, now and again after every loss, with growing
   * jittered pauses. Returns at once: a device that is not there is DISCONNECTED, not an error.
   */
  DeviceLink open(Device device);

  @Override
  void close();
}
