package dev.lockstep.participant;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Target;
import dev.lockstep.driver.Driver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An index of devices by target, as far as targets follow from the files. It contains only devices
 * that share a server or broker. Immutable.
 */
final class TargetIndex {
  private final Map<Target, Set<DeviceName>> devices;
  private final Set<DeviceName> neighbours;

  private TargetIndex(Map<Target, Set<DeviceName>> devices, Set<DeviceName> neighbours) {
    this.devices = devices;
    this.neighbours = neighbours;
  }

  static TargetIndex of(Collection<Device> all, Function<Device, Optional<Driver>> drivers) {
    Map<String, List<Device>> byServer = new HashMap<>();
    for (Device device : all) {
      drivers
          .apply(device)
          .flatMap(driver -> driver.server(device))
          .ifPresent(
              server -> byServer.computeIfAbsent(server, s -> new ArrayList<>()).add(device));
    }
    Map<Target, Set<DeviceName>> devices = new HashMap<>();
    Set<DeviceName> neighbours = new HashSet<>();
    for (List<Device> together : byServer.values()) {
      if (together.size() > 1) {
        together.forEach(
            device -> {
              neighbours.add(device.name());
              drivers.apply(device).orElseThrow().targets(device).values().stream()
                  .flatMap(Set::stream)
                  .map(Target::whole)
                  .forEach(
                      each ->
                          devices.computeIfAbsent(each, t -> new HashSet<>()).add(device.name()));
            });
      }
    }
    return new TargetIndex(devices, neighbours);
  }

  /** Whether another device has the same server or broker. */
  boolean hasNeighbours(DeviceName device) {
    return neighbours.contains(device);
  }

  /** The devices that share a target with each device, itself among them; none that share none. */
  Map<DeviceName, Set<DeviceName>> namesakes() {
    Map<DeviceName, Set<DeviceName>> shared = new HashMap<>();
    for (Set<DeviceName> together : devices.values()) {
      if (together.size() > 1) {
        together.forEach(
            each -> shared.computeIfAbsent(each, name -> new HashSet<>()).addAll(together));
      }
    }
    return shared;
  }

  /** The devices that have a resource with one of these targets. */
  Set<DeviceName> devices(Collection<Target> targets) {
    Set<DeviceName> found = new HashSet<>();
    targets.forEach(each -> found.addAll(devices.getOrDefault(each.whole(), Set.of())));
    return found;
  }
}
