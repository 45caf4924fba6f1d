package dev.lockstep.catalog;

import dev.lockstep.device.Device;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the driver of a device's protocol says about it before any network is touched. */
@FunctionalInterface
public interface DriverCheck {

  /** What keeps the device from being linked, one sentence each; empty where nothing does. */
  List<String> faults(Device device);

  /** What works, and should be known, one sentence each; asked where there is no fault. */
  default List<String> warnings(Device device) {
    return List.of();
  }

  /**
   * What a write to each resource reaches; of a device without an address, which stands for its
   * profile, as far as that alone says.
   */
  default Map<ResourceName, Set<Target>> targets(Device device) {
    return Map.of();
  }
}
