package dev.lockstep.catalog;

import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.ResourceName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Reader of a profile, with its sidecar where it has one. */
final class ProfileReader {
  private final CatalogLimits limits;
  private final YamlNode node;
  private final Optional<YamlNode> sidecar;

  /**
   * @param node the top of the profile's file
   * @param sidecar the top of {@code NAME.lockstep.yaml}
   */
  ProfileReader(CatalogLimits limits, YamlNode node, Optional<YamlNode> sidecar) {
    this.limits = limits;
    this.node = node;
    this.sidecar = sidecar;
  }

  /** The profile's name, also of a profile with faults; empty where it has none. */
  Optional<ProfileName> name() {
    return ResourceReader.name(node.required("name", "give the profile a name"), ProfileName::new);
  }

  /** The profile; empty where it has faults, which are then in the diagnostics. */
  Optional<LoadedProfile> read(Optional<ProfileName> name) {
    int before = node.diagnostics().faultCount();
    if (isFirstVersion()) {
      node.fault(
          "this is an EdgeX v1 profile",
          "convert it: properties.value.type becomes properties.valueType,"
              + " properties.value.readWrite becomes properties.readWrite, get and set lists become"
              + " readWrite with resourceOperations, coreCommands is removed");
      return Optional.empty();
    }
    node.likelyKeys(ProfileKeys.PROFILE);
    ResourceLookup resources = new ResourceLookup(resources());
    List<KnownCommand> commands =
        new ProfileCommands(resources, sidecar)
            .read(
                bounded("deviceCommands", limits.commandsMax()).stream()
                    .map(ProfileCommands.Listed::of)
                    .toList());
    if (name.isEmpty() || node.diagnostics().faultCount() > before) {
      return Optional.empty();
    }
    String description = node.at("description").flatMap(YamlNode::text).orElse("");
    Profile profile = LoadedProfile.profile(name.get(), description, resources, commands);
    return Optional.of(LoadedProfile.of(profile, resources, commands, node.location()));
  }

  /** Whether the profile has keys of EdgeX v1 that no later version has. */
  private boolean isFirstVersion() {
    return items("deviceResources").stream()
            .flatMap(each -> each.at("properties").stream())
            .anyMatch(
                each -> each.at("value").filter(v -> v.yaml() instanceof Yaml.Mapping).isPresent())
        || items("deviceCommands").stream()
            .anyMatch(each -> each.at("get").isPresent() || each.at("set").isPresent())
        || !items("coreCommands").isEmpty();
  }

  /** The items of a list; empty, without a fault, where the value is not a list. */
  private List<YamlNode> items(String key) {
    return node.at(key)
        .filter(each -> each.yaml() instanceof Yaml.Sequence)
        .map(each -> each.items(""))
        .orElse(List.of());
  }

  private SequencedMap<String, KnownResource> resources() {
    SequencedMap<String, KnownResource> resources = new LinkedHashMap<>();
    Map<String, YamlNode> nodes = new HashMap<>();
    for (YamlNode each : bounded("deviceResources", limits.resourcesMax())) {
      Optional<KnownResource> read = ResourceReader.read(each);
      if (read.isEmpty()) {
        continue;
      }
      String name = read.get().resource().name().value();
      YamlNode earlier = nodes.putIfAbsent(name, each);
      if (earlier != null) {
        ProfileCommands.definedTwice(each, "resource", name, earlier.location());
      }
      resources.putIfAbsent(name, read.get());
    }
    resources.replaceAll(
        (name, each) ->
            each.method() ? checked(each, nodes.getOrDefault(name, node), resources) : each);
    return resources;
  }

  private List<YamlNode> bounded(String key, int most) {
    Optional<YamlNode> list = node.at(key);
    List<YamlNode> items = list.map(each -> each.items("write a list")).orElse(List.of());
    if (items.size() > most) {
      list.orElseThrow()
          .fault(items.size() + " items, at most " + most + " are read", "split the profile");
      return items.subList(0, most);
    }
    return items;
  }

  /**
   * Checks the inputs of a method. EdgeX has literal inputs in {@code inputMap}, Lockstep names of
   * resources. A profile with literals is loaded, but its method cannot be called.
   */
  private static KnownResource checked(
      KnownResource method, YamlNode node, Map<String, KnownResource> resources) {
    for (ResourceName input : method.methodInputs().orElse(List.of())) {
      KnownResource known = resources.get(input.value());
      if (known != null && !known.method() && known.unsupported().isEmpty()) {
        continue;
      }
      Optional<String> near =
          input.value().length() < 3
              ? Optional.empty()
              : SpellingSuggestion.near(input.value(), resources.keySet());
      if (near.isPresent() && known == null) {
        node.fault(
            "inputMap names an unknown resource \""
                + SpellingSuggestion.shortened(input.value())
                + '"',
            "did you mean " + near.get() + "?");
        return method;
      }
      String why = "inputMap must name resources, and \"%s\" is not a resource with a value";
      String found = why.formatted(SpellingSuggestion.shortened(input.value()));
      node.warn("this method is ignored: " + found, "define a resource for each input");
      return method.without(found);
    }
    return method;
  }
}
