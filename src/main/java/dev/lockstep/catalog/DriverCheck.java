package dev.lockstep.catalog;

import dev.lockstep.device.Device;
import java.util.List;

/** What the driver of a device's protocol says about it before any network is touched. */
@FunctionalInterface
public interface DriverCheck {

  /** What keeps the device from being linked, one sentence each; empty where nothing does. */
  List<String> faults(Device device);

  /** What works, and should be known, one sentence each; asked where there is no fault. */
  default List<String> warnings(Device device) {
    return List.of();
  }
}
