package dev.lockstep.catalog;

import dev.lockstep.catalog.CatalogSource.Kind;
import dev.lockstep.catalog.DeviceListReader.Listed;
import dev.lockstep.device.Device;
import dev.lockstep.device.ProfileName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reader of a catalog: one load of profiles, sidecars and device lists. Used once. */
final class CatalogReader {
  private static final List<String> TOPS =
      List.of("deviceResources", "deviceCommands", "deviceList");

  private final CatalogLimits limits;
  private final DriverCheck driver;
  private final Diagnostics diagnostics = new Diagnostics();
  private final Map<String, LoadedProfile> profiles = new TreeMap<>();
  private final Map<String, SourceLocation> profileLocations = new HashMap<>();
  private final Map<String, Catalog.Machine> machines = new TreeMap<>();
  private final Map<String, SourceLocation> deviceLocations = new HashMap<>();
  private final Map<String, YamlNode> profileNodes = new LinkedHashMap<>();
  private final Map<String, YamlNode> deviceNodes = new LinkedHashMap<>();
  private final List<ThingReader.Thing> things = new ArrayList<>();
  private final Set<String> listedProfiles = new HashSet<>();

  CatalogReader(CatalogLimits limits, DriverCheck driver) {
    this.limits = limits;
    this.driver = driver;
  }

  Catalog read(List<Path> paths) {
    CatalogFiles files = new CatalogFiles(limits, diagnostics);
    List<CatalogSource> sources =
        files.read(paths).stream()
            .flatMap(each -> CatalogSource.of(each, diagnostics).stream())
            .filter(each -> each.named() || !each.is(Kind.SCHEMA))
            .toList();
    Map<Path, YamlNode> sidecars = new LinkedHashMap<>();
    sources.stream()
        .filter(each -> each.is(Kind.SIDECAR))
        .forEach(each -> sidecars.put(each.path(), each.top()));
    for (CatalogSource source : sources) {
      if (source.is(Kind.THING)) {
        thing(source, sidecar(source, sidecars));
      } else if (source.is(Kind.PROFILE)) {
        profile(source, sidecar(source, sidecars));
      }
    }
    String remedy = "give both the same base name: press.yaml, press.lockstep.yaml";
    sidecars.values().forEach(each -> each.fault("there is no profile for this sidecar", remedy));
    Set<String> ambiguous = new HashSet<>();
    sources.forEach(each -> other(each, ambiguous));
    things.forEach(each -> deviceOf(each, ambiguous));
    ambiguous.forEach(machines::remove);
    warnOfSharedTargets();
    int read = (int) sources.stream().map(CatalogSource::path).distinct().count();
    return new Catalog(profiles, machines, files.digest(), report(read));
  }

  /** Reads what is neither a profile nor a part of one. */
  private void other(CatalogSource source, Set<String> ambiguous) {
    switch (source.kind()) {
      case SIDECAR, THING, PROFILE -> {}
      case DEVICE_LIST -> devices(DeviceListReader.read(source.top()), ambiguous);
      case DEVICE -> devices(DeviceListReader.device(source.top()).stream().toList(), ambiguous);
      case PLAN -> {
        // Named beside profiles it is checked, and no more: plans are read when they are played.
        var unused =
            new PlanReader(PlanLimits.DEFAULT, source.top()).read(CatalogFiles.stem(source.path()));
      }
      case SCHEMA, OTHER -> unrecognized(source);
    }
  }

  private void warnOfSharedTargets() {
    SharedTargets shared = new SharedTargets(driver::targets);
    Map<ProfileName, Device> examples = new HashMap<>();
    machines
        .values()
        .forEach(each -> examples.putIfAbsent(each.device().profile().name(), each.device()));
    profileNodes.forEach(
        (name, node) -> {
          LoadedProfile loaded = profiles.get(name);
          if (loaded != null) {
            Optional<Device> example = Optional.ofNullable(examples.get(loaded.profile().name()));
            shared.warn(loaded.profile(), example, node);
          }
        });
    deviceNodes.forEach(
        (name, node) -> {
          Catalog.Machine machine = machines.get(name);
          if (machine != null) {
            shared.warn(machine.device(), node);
          }
        });
  }

  private LoadReport report(int files) {
    return new LoadReport(
        files,
        profiles.size(),
        machines.size(),
        sorted(diagnostics.faults()),
        sorted(diagnostics.warnings()));
  }

  static List<Fault> sorted(Collection<Fault> faults) {
    return faults.stream()
        .sorted(
            Comparator.comparing(Fault::file)
                .thenComparingInt(Fault::line)
                .thenComparingInt(Fault::column)
                .thenComparing(Fault::path))
        .toList();
  }

  private static Optional<YamlNode> sidecar(CatalogSource profile, Map<Path, YamlNode> sidecars) {
    return CatalogFiles.sidecarsOf(profile.path()).stream()
        .flatMap(each -> Optional.ofNullable(sidecars.remove(each)).stream())
        .findFirst();
  }

  private void profile(CatalogSource source, Optional<YamlNode> sidecar) {
    YamlNode node = source.top();
    ProfileReader reader = new ProfileReader(limits, node, sidecar);
    Optional<ProfileName> name = reader.name();
    Optional<LoadedProfile> read = reader.read(name);
    if (name.isPresent() && isNew(name.get(), node, "name")) {
      read.ifPresent(each -> profiles.put(each.profile().name().value(), each));
    }
  }

  private void thing(CatalogSource source, Optional<YamlNode> sidecar) {
    YamlNode node = source.top();
    ThingReader reader = new ThingReader(limits, node, sidecar);
    Optional<ProfileName> name = reader.name();
    Optional<ThingReader.Thing> read = reader.read(name);
    if (name.isPresent() && isNew(name.get(), node, "title") && read.isPresent()) {
      profiles.put(name.get().value(), read.get().profile());
      things.add(read.get());
    }
  }

  /** Whether no other file has a profile of this name; a fault where one has. */
  private boolean isNew(ProfileName name, YamlNode node, String where) {
    String key = name.value();
    SourceLocation earlier = profileLocations.putIfAbsent(key, node.yaml().location());
    if (earlier == null) {
      profileNodes.put(key, node);
      return true;
    }
    // A device could mean either of the two, so neither is loaded.
    profiles.remove(key);
    things.removeIf(each -> each.profile().profile().name().equals(name));
    node.at(where)
        .ifPresent(
            each ->
                each.fault("the profile " + key + " is also defined in " + earlier, "rename one"));
    return false;
  }

  /** A Thing is a device by itself, unless a device list has one of its profile. */
  private void deviceOf(ThingReader.Thing thing, Set<String> ambiguous) {
    if (listedProfiles.contains(thing.profile().profile().name().value())) {
      return;
    }
    thing
        .device()
        .ifPresentOrElse(
            each -> devices(List.of(each), ambiguous),
            () ->
                thing
                    .node()
                    .warn(
                        "no device is made of this Thing: " + thing.entry().why(),
                        "add a device list: " + thing.entry().text()));
  }

  private void unrecognized(CatalogSource source) {
    YamlNode node = source.top();
    Optional<ForeignFile> foreign =
        ThingDescription.isModel(source.path(), node)
            ? Optional.of(ForeignFile.MODEL)
            : ForeignFile.of(node);
    if (foreign.isPresent()) {
      if (foreign.get().equals(ForeignFile.WATCHER) && !source.named()) {
        node.warn(foreign.get().found(), foreign.get().remedy()); // the devices are all there
      } else {
        node.fault(foreign.get().found(), foreign.get().remedy());
      }
      return;
    }
    Optional<String> near =
        node.keys().stream()
            .flatMap(each -> SpellingSuggestion.near(each, TOPS).stream())
            .findFirst();
    String found = "neither a profile nor a device list";
    String remedy =
        near.map(each -> "did you mean " + each + "?")
            .orElse("a profile has deviceResources, a device list deviceList");
    if (source.named() || near.isPresent()) {
      node.fault(found, remedy);
    } else {
      node.warn(found + ": ignored", "");
    }
  }

  private void devices(List<Listed> listed, Set<String> ambiguous) {
    for (Listed each : listed) {
      listedProfiles.add(each.profile().value());
      String key = each.name().value();
      SourceLocation earlier = deviceLocations.putIfAbsent(key, each.node().location());
      if (earlier != null) {
        // A name that means two machines must not move either of them.
        ambiguous.add(key);
        each.node()
            .fault("the device " + key + " is defined twice, first in " + earlier, "rename one");
      } else if (machines.size() >= limits.devicesMax()) {
        each.node().fault("more than " + limits.devicesMax() + " devices", "split the gateway");
        return;
      } else {
        deviceNodes.put(key, each.node());
        machine(each).ifPresent(machine -> machines.put(key, machine));
      }
    }
  }

  private Optional<Catalog.Machine> machine(Listed listed) {
    Optional<LoadedProfile> profile = profile(listed);
    if (profile.isEmpty()) {
      return Optional.empty();
    }
    Device device =
        new Device(
            listed.name(), profile.get().profile(), listed.description(), listed.protocols());
    List<String> faults = driver.faults(device);
    faults.forEach(each -> listed.node().fault(each, ""));
    if (faults.isEmpty()) {
      driver.warnings(device).forEach(each -> listed.node().warn(each, ""));
    }
    return faults.isEmpty()
        ? Optional.of(new Catalog.Machine(device, profile.get(), listed.locked()))
        : Optional.empty();
  }

  private Optional<LoadedProfile> profile(Listed listed) {
    String name = listed.profile().value();
    LoadedProfile profile = profiles.get(name);
    if (profile == null) {
      YamlNode at = listed.node().at("profileName").orElse(listed.node());
      SourceLocation location = profileLocations.get(name);
      if (location != null) {
        at.fault("the profile " + name + " has faults", "correct it first: " + location.file());
      } else {
        at.fault(
            "no profile is named " + at.described(),
            SpellingSuggestion.hint(name, profileLocations.keySet()));
      }
    }
    return Optional.ofNullable(profile);
  }
}
