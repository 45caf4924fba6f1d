package dev.lockstep.catalog;

import dev.lockstep.device.CommandName;
import dev.lockstep.device.DeviceCommand;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import java.util.ArrayList;
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
    List<KnownCommand> commands = commands(resources);
    if (name.isEmpty() || node.diagnostics().faultCount() > before) {
      return Optional.empty();
    }
    Map<ResourceName, Resource> supported = new HashMap<>();
    resources.supported().forEach(each -> supported.put(each.name(), each));
    Map<CommandName, DeviceCommand> known = new HashMap<>();
    commands.stream()
        .filter(each -> each.unsupported().isEmpty())
        .forEach(each -> known.put(each.command().name(), each.command()));
    String description = node.at("description").flatMap(YamlNode::text).orElse("");
    Profile profile = new Profile(name.get(), description, supported, known);
    return Optional.of(LoadedProfile.of(profile, resources, commands, node.yaml().location()));
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
        definedTwice(each, "resource", name, earlier.location());
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

  private static void definedTwice(
      YamlNode node, String kind, String name, SourceLocation earlier) {
    node.fault(
        "the %s %s is defined twice, first in %s".formatted(kind, name, earlier), "rename one");
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

  private List<KnownCommand> commands(ResourceLookup resources) {
    Map<String, YamlNode> additions = additions();
    CommandReader reader = new CommandReader(resources);
    List<KnownCommand> commands = new ArrayList<>();
    Map<String, YamlNode> seen = new HashMap<>();
    for (YamlNode each : bounded("deviceCommands", limits.commandsMax())) {
      Optional<CommandName> name = commandName(each);
      if (name.isEmpty()) {
        continue;
      }
      each.likelyKeys(ProfileKeys.COMMAND);
      YamlNode earlier = seen.putIfAbsent(name.get().value(), each);
      if (earlier != null) {
        definedTwice(each, "command", name.get().value(), earlier.location());
      }
      Optional<YamlNode> added = Optional.ofNullable(additions.remove(name.get().value()));
      reader.read(name.get(), each, promises(each, added)).ifPresent(commands::add);
    }
    additions.forEach((name, each) -> added(reader, name, each, seen).ifPresent(commands::add));
    return commands;
  }

  private static Optional<CommandName> commandName(YamlNode each) {
    return each.mapping("write name, readWrite and resourceOperations")
        ? ResourceReader.name(each.required("name", "give the command a name"), CommandName::new)
        : Optional.empty();
  }

  private static Optional<YamlNode> promises(YamlNode command, Optional<YamlNode> added) {
    Optional<YamlNode> own = command.at("tags").flatMap(each -> each.at("lockstep"));
    Optional<YamlNode> other = added.flatMap(each -> each.at("lockstep"));
    if (own.isPresent() && other.isPresent()) {
      other.get().fault("the profile has tags.lockstep for this command too", "keep one of them");
    }
    added
        .filter(each -> each.at("resourceOperations").isPresent())
        .ifPresent(
            each ->
                each.fault("the profile has this command already", "write only name and lockstep"));
    return other.or(() -> own);
  }

  private Map<String, YamlNode> additions() {
    Map<String, YamlNode> additions = new LinkedHashMap<>();
    if (sidecar.isEmpty() || !sidecar.get().mapping("write deviceCommands")) {
      return additions;
    }
    sidecar.get().onlyKeys(ProfileKeys.SIDECAR);
    List<YamlNode> items =
        sidecar
            .get()
            .required("deviceCommands", "write a list of name and lockstep")
            .map(each -> each.items("write a list of name and lockstep"))
            .orElse(List.of());
    for (YamlNode each : items) {
      Optional<CommandName> name = commandName(each);
      if (name.isPresent()) {
        each.onlyKeys(ProfileKeys.SIDECAR_COMMAND);
        YamlNode earlier = additions.putIfAbsent(name.get().value(), each);
        if (earlier != null) {
          definedTwice(each, "command", name.get().value(), earlier.location());
        }
      }
    }
    return additions;
  }

  private static Optional<KnownCommand> added(
      CommandReader reader, String name, YamlNode addition, Map<String, YamlNode> known) {
    if (addition.at("resourceOperations").isEmpty()) {
      addition.fault(
          "the profile has no command " + name,
          SpellingSuggestion.near(name, known.keySet())
              .map(each -> "did you mean " + each + "?")
              .orElse("give it readWrite and resourceOperations to add it"));
      return Optional.empty();
    }
    return reader.read(new CommandName(name), addition, addition.at("lockstep"));
  }
}
