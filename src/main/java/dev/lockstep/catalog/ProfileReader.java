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

/** Reads a profile, with its sidecar where it has one. */
final class ProfileReader {
  private final CatalogLimits limits;
  private final Spot spot;
  private final Optional<Spot> sidecar;

  /**
   * @param spot the top of the profile's file
   * @param sidecar the top of {@code NAME.lockstep.yaml}
   */
  ProfileReader(CatalogLimits limits, Spot spot, Optional<Spot> sidecar) {
    this.limits = limits;
    this.spot = spot;
    this.sidecar = sidecar;
  }

  /** The profile's name, where it has one: also of a profile with faults. */
  Optional<ProfileName> name() {
    return ResourceReader.name(spot.required("name", "give the profile a name"), ProfileName::new);
  }

  /** Empty where anything is wrong; then the faults are noted. */
  Optional<LoadedProfile> read(Optional<ProfileName> name) {
    int before = spot.notes().faultCount();
    if (isFirstVersion()) {
      spot.fault(
          "this is an EdgeX v1 profile",
          "convert it: properties.value.type becomes properties.valueType,"
              + " properties.value.readWrite becomes properties.readWrite, get and set lists become"
              + " readWrite with resourceOperations, coreCommands goes");
      return Optional.empty();
    }
    spot.likelyKeys(Keys.PROFILE);
    ResourceLookup resources = new ResourceLookup(resources());
    List<KnownCommand> commands = commands(resources);
    if (name.isEmpty() || spot.notes().faultCount() > before) {
      return Optional.empty();
    }
    Map<ResourceName, Resource> supported = new HashMap<>();
    resources.supported().forEach(each -> supported.put(each.name(), each));
    Map<CommandName, DeviceCommand> known = new HashMap<>();
    commands.stream()
        .filter(each -> each.unsupported().isEmpty())
        .forEach(each -> known.put(each.command().name(), each.command()));
    String description = spot.at("description").flatMap(Spot::text).orElse("");
    Profile profile = new Profile(name.get(), description, supported, known);
    return Optional.of(LoadedProfile.of(profile, resources, commands, spot.yaml().place()));
  }

  /** What stands nowhere in later versions. */
  private boolean isFirstVersion() {
    return items("deviceResources").stream()
            .flatMap(each -> each.at("properties").stream())
            .anyMatch(
                each -> each.at("value").filter(v -> v.yaml() instanceof Yaml.Mapping).isPresent())
        || items("deviceCommands").stream()
            .anyMatch(each -> each.at("get").isPresent() || each.at("set").isPresent())
        || !items("coreCommands").isEmpty();
  }

  /** Without a word about what is no list. */
  private List<Spot> items(String key) {
    return spot.at(key)
        .filter(each -> each.yaml() instanceof Yaml.Sequence)
        .map(each -> each.items(""))
        .orElse(List.of());
  }

  private SequencedMap<String, KnownResource> resources() {
    SequencedMap<String, KnownResource> resources = new LinkedHashMap<>();
    Map<String, Spot> spots = new HashMap<>();
    for (Spot each : bounded("deviceResources", limits.resourcesMax())) {
      Optional<KnownResource> read = ResourceReader.read(each);
      if (read.isEmpty()) {
        continue;
      }
      String name = read.get().resource().name().value();
      Spot earlier = spots.putIfAbsent(name, each);
      if (earlier != null) {
        twice(each, "resource", name, earlier.place());
      }
      resources.putIfAbsent(name, read.get());
    }
    resources.replaceAll(
        (name, each) ->
            each.method() ? checked(each, spots.getOrDefault(name, spot), resources) : each);
    return resources;
  }

  private List<Spot> bounded(String key, int most) {
    Optional<Spot> list = spot.at(key);
    List<Spot> items = list.map(each -> each.items("write a list")).orElse(List.of());
    if (items.size() > most) {
      list.orElseThrow()
          .fault(items.size() + " items, at most " + most + " are read", "split the profile");
      return items.subList(0, most);
    }
    return items;
  }

  private static void twice(Spot spot, String kind, String name, Place earlier) {
    spot.fault("the %s %s stands twice, first in %s".formatted(kind, name, earlier), "rename one");
  }

  /**
   * EdgeX writes literal inputs here, Lockstep the names of resources. A profile with literals
   * loads, and its method cannot be called.
   */
  private static KnownResource checked(
      KnownResource method, Spot spot, Map<String, KnownResource> resources) {
    for (ResourceName input : method.methodInputs().orElse(List.of())) {
      KnownResource known = resources.get(input.value());
      if (known != null && !known.method() && known.unsupported().isEmpty()) {
        continue;
      }
      Optional<String> near =
          input.value().length() < 3
              ? Optional.empty()
              : Spelling.near(input.value(), resources.keySet());
      if (near.isPresent() && known == null) {
        spot.fault(
            "inputMap names no resource by \"" + Spelling.shortened(input.value()) + '"',
            "did you mean " + near.get() + "?");
        return method;
      }
      String why = "inputMap names resources here, and \"%s\" is none that has a value";
      String found = why.formatted(Spelling.shortened(input.value()));
      spot.warn("this method is left out: " + found, "define a resource for each input");
      return method.without(found);
    }
    return method;
  }

  private List<KnownCommand> commands(ResourceLookup resources) {
    Map<String, Spot> additions = additions();
    CommandReader reader = new CommandReader(resources);
    List<KnownCommand> commands = new ArrayList<>();
    Map<String, Spot> seen = new HashMap<>();
    for (Spot each : bounded("deviceCommands", limits.commandsMax())) {
      Optional<CommandName> name = commandName(each);
      if (name.isEmpty()) {
        continue;
      }
      each.likelyKeys(Keys.COMMAND);
      Spot earlier = seen.putIfAbsent(name.get().value(), each);
      if (earlier != null) {
        twice(each, "command", name.get().value(), earlier.place());
      }
      Optional<Spot> added = Optional.ofNullable(additions.remove(name.get().value()));
      reader.read(name.get(), each, promises(each, added)).ifPresent(commands::add);
    }
    additions.forEach((name, each) -> added(reader, name, each, seen).ifPresent(commands::add));
    return commands;
  }

  private static Optional<CommandName> commandName(Spot each) {
    return each.mapping("write name, readWrite and resourceOperations")
        ? ResourceReader.name(each.required("name", "give the command a name"), CommandName::new)
        : Optional.empty();
  }

  private static Optional<Spot> promises(Spot command, Optional<Spot> added) {
    Optional<Spot> own = command.at("tags").flatMap(each -> each.at("lockstep"));
    Optional<Spot> other = added.flatMap(each -> each.at("lockstep"));
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

  private Map<String, Spot> additions() {
    Map<String, Spot> additions = new LinkedHashMap<>();
    if (sidecar.isEmpty() || !sidecar.get().mapping("write deviceCommands")) {
      return additions;
    }
    sidecar.get().onlyKeys(Keys.SIDECAR);
    List<Spot> items =
        sidecar
            .get()
            .required("deviceCommands", "write a list of name and lockstep")
            .map(each -> each.items("write a list of name and lockstep"))
            .orElse(List.of());
    for (Spot each : items) {
      Optional<CommandName> name = commandName(each);
      if (name.isPresent()) {
        each.onlyKeys(Keys.SIDECAR_COMMAND);
        Spot earlier = additions.putIfAbsent(name.get().value(), each);
        if (earlier != null) {
          twice(each, "command", name.get().value(), earlier.place());
        }
      }
    }
    return additions;
  }

  private static Optional<KnownCommand> added(
      CommandReader reader, String name, Spot addition, Map<String, Spot> known) {
    if (addition.at("resourceOperations").isEmpty()) {
      addition.fault(
          "the profile has no command " + name,
          Spelling.near(name, known.keySet())
              .map(each -> "did you mean " + each + "?")
              .orElse("give it readWrite and resourceOperations to add it"));
      return Optional.empty();
    }
    return reader.read(new CommandName(name), addition, addition.at("lockstep"));
  }
}
