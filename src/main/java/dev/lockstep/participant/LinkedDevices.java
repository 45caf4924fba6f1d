package dev.lockstep.participant;

import dev.lockstep.device.DeviceName;
import java.util.Map;
import java.util.Optional;

/**
 * The devices of one catalog with their links. Immutable.
 *
 * @param index by target, as far as it follows from the files
 */
record LinkedDevices(Map<DeviceName, DeviceLinks.Linked> links, TargetIndex index) {
  LinkedDevices {
    links = Map.copyOf(links);
  }

  Optional<DeviceLinks.Linked> find(DeviceName device) {
    return Optional.ofNullable(links.get(device));
  }
}
