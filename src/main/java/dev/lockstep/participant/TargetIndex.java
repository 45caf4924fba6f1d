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
  /** By the node or topic as a whole. */
  private final Map<Target, Set<Owner>> owners;

  private final Set<DeviceName> neighbours;

  /** A device, and what of a node or topic it has. */
  private record Owner(DeviceName device, Target target) {
    boolean has(Target other) {
      return target.overlaps(other.held());
    }
  }

  private TargetIndex(Map<Target, Set<Owner>> owners, Set<DeviceName> neighbours) {
    this.owners = owners;
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
    Map<Target, Set<Owner>> owners = new HashMap<>();
    Set<DeviceName> neighbours = new HashSet<>();
    for (List<Device> together : byServer.values()) {
      if (together.size() > 1) {
        together.forEach(
            device -> {
              neighbours.add(device.name());
              drivers.apply(device).orElseThrow().targets(device).values().stream()
                  .flatMap(Set::stream)
                  .map(each -> new Owner(device.name(), each.held()))
                  .forEach(
                      each ->
                          owners
                              .computeIfAbsent(each.target().whole(), t -> new HashSet<>())
                              .add(each));
            });
      }
    }
    return new TargetIndex(owners, neighbours);
  }

  /** Whether another device has the same server or broker. */
  boolean hasNeighbours(DeviceName device) {
    return neighbours.contains(device);
  }

  /** The devices that share a target with each device, itself among them; none that share none. */
  Map<DeviceName, Set<DeviceName>> namesakes() {
    Map<DeviceName, Set<DeviceName>> shared = new HashMap<>();
    for (Set<Owner> together : owners.values()) {
      for (Owner each : together) {
        together.stream()
            .filter(other -> other.has(each.target()) && !other.device().equals(each.device()))
            .forEach(
                other ->
                    shared
                        .computeIfAbsent(each.device(), name -> new HashSet<>(Set.of(name)))
                        .add(other.device()));
      }
    }
    return shared;
  }

  /** The devices that have a resource with one of these targets. */
  Set<DeviceName> devices(Collection<Target> targets) {
    Set<DeviceName> found = new HashSet<>();
    for (Target each : targets) {
      owners.getOrDefault(each.whole(), Set.of()).stream()
          .filter(owner -> owner.has(each))
          .forEach(owner -> found.add(owner.device()));
    }
    return found;
  }
}
