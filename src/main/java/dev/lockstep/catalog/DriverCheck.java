package dev.lockstep.catalog;

import dev.lockstep.device.Device;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The drivers' check of a device, without using the network. */
@FunctionalInterface
public interface DriverCheck {

  /**
   * The faults that keep the device from being linked, one sentence each; empty where there are
   * none.
   */
  List<String> faults(Device device);

  /** The warnings about a device without faults, one sentence each. */
  default List<String> warnings(Device device) {
    return List.of();
  }

  /**
   * The targets of a write to each resource. For a device without an address, which stands for its
   * profile, as far as they follow from the profile.
   */
  default Map<ResourceName, Set<Target>> targets(Device device) {
    return Map.of();
  }
}
