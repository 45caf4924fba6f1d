package dev.lockstep.catalog;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Warnings about shared targets: two names of one node or topic, in one profile or at two devices,
 * as far as the files show it. That is usual in EdgeX and not a fault, but transactions on them
 * exclude each other (P7), which should be known before it happens.
 */
final class SharedTargets {
  private static final String REMEDY =
      "only one transaction at a time can hold it, and one stage can write it only once";

  private final Function<Device, Map<ResourceName, Set<Target>>> targets;

  /** By the node or topic as a whole. */
  private final Map<Target, List<Claim>> claims = new HashMap<>();

  private record Claim(DeviceName device, ResourceName resource, Target target) {}

  /** A target that two devices share. */
  private record Common(Claim first, ResourceName resource, Target target) {}

  SharedTargets(Function<Device, Map<ResourceName, Set<Target>>> targets) {
    this.targets = targets;
  }

  /**
   * Warns about resources of one profile that share a target.
   *
   * @param device a device with this profile, if there is one
   */
  void warn(Profile profile, Optional<Device> device, YamlNode file) {
    Device any =
        device.orElseGet(() -> new Device(new DeviceName("device"), profile, "", Map.of()));
    Map<Target, List<Claim>> byTarget = new LinkedHashMap<>();
    Map<ResourceName, Set<Target>> all = targets.apply(any);
    for (Map.Entry<ResourceName, YamlNode> each : resources(file).entrySet()) {
      for (Target target : all.getOrDefault(each.getKey(), Set.of())) {
        byTarget
            .computeIfAbsent(target.whole(), key -> new ArrayList<>())
            .add(new Claim(any.name(), each.getKey(), target.held()));
      }
    }
    byTarget.forEach(
        (target, claimed) -> {
          List<ResourceName> names = overlapping(claimed);
          if (names.size() > 1) {
            YamlNode node = resources(file).getOrDefault(names.get(1), file);
            String found = "%s are the same target: %s";
            node.warn(found.formatted(listed(names), target.point()), REMEDY);
          }
        });
  }

  /** Those that write something that another of them writes, too. */
  private static List<ResourceName> overlapping(List<Claim> claims) {
    return claims.stream()
        .filter(
            each ->
                claims.stream().filter(other -> other.target().overlaps(each.target())).count() > 1)
        .map(Claim::resource)
        .distinct()
        .toList();
  }

  private static Map<ResourceName, YamlNode> resources(YamlNode file) {
    Map<ResourceName, YamlNode> nodes = new LinkedHashMap<>();
    for (YamlNode each : file.at("deviceResources").map(list -> list.items("")).orElse(List.of())) {
      each.at("name")
          .flatMap(YamlNode::text)
          .flatMap(Catalog::resource)
          .ifPresent(name -> nodes.putIfAbsent(name, each));
    }
    for (String affordances : List.of("properties", "actions")) { // of a Thing Description
      for (Map.Entry<String, YamlNode> each :
          file.at(affordances).map(YamlNode::entries).orElse(List.of())) {
        Catalog.resource(each.getKey()).ifPresent(name -> nodes.putIfAbsent(name, each.getValue()));
      }
    }
    return nodes;
  }

  /** Warns about resources of a device that share a target with resources of earlier devices. */
  void warn(Device device, YamlNode node) {
    Map<DeviceName, List<Common>> shared = new LinkedHashMap<>();
    Map<ResourceName, Set<Target>> all = targets.apply(device);
    for (ResourceName name : new TreeSet<>(all.keySet())) {
      for (Target each : all.getOrDefault(name, Set.of())) {
        Claim own = new Claim(device.name(), name, each.held());
        List<Claim> earlier = claims.computeIfAbsent(each.whole(), target -> new ArrayList<>());
        earlier.stream()
            .filter(other -> other.target().overlaps(own.target()))
            .findFirst()
            .filter(first -> !first.device().equals(device.name()))
            .ifPresent(
                first ->
                    shared
                        .computeIfAbsent(first.device(), other -> new ArrayList<>())
                        .add(new Common(first, name, own.target())));
        earlier.add(own);
      }
    }
    shared.forEach(
        (other, common) -> {
          Common one = common.getFirst();
          String more = common.size() > 1 ? ", and %d more".formatted(common.size() - 1) : "";
          String found = "%s of %s and %s of %s are the same target: %s%s";
          node.warn(
              found.formatted(
                  one.resource(), device.name(), one.first().resource(), other, one.target(), more),
              REMEDY);
        });
  }

  private static String listed(List<ResourceName> names) {
    return SpellingSuggestion.listed(names.stream().map(ResourceName::value).toList());
  }
}
