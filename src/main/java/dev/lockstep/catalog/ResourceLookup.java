package dev.lockstep.catalog;

import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** The resources of the profile at hand, looked up by those who refer to them. */
final class ResourceLookup {
  private final SequencedMap<String, KnownResource> resources;

  ResourceLookup(SequencedMap<String, KnownResource> resources) {
    this.resources = resources;
  }

  Map<String, KnownResource> all() {
    return resources;
  }

  Optional<KnownResource> find(ResourceName name) {
    return Optional.ofNullable(resources.get(name.value()));
  }

  /** The resource that is named here. */
  Optional<KnownResource> named(Spot spot) {
    Optional<String> name = spot.text();
    Optional<KnownResource> found = name.map(resources::get);
    if (name.isPresent() && found.isEmpty()) {
      spot.fault(
          "no resource is named " + spot.described(),
          Spelling.hint(name.get(), resources.keySet()));
    }
    return found;
  }

  /** The resource that is named here and must be readable, a variable and supported. */
  Optional<KnownResource> readable(Spot spot, String why) {
    Optional<KnownResource> found = variable(spot);
    if (found.isPresent() && !found.get().resource().access().readable()) {
      spot.fault(spot.described() + " cannot be read, and " + why, "choose one with R or RW");
      return Optional.empty();
    }
    return found;
  }

  /** The resource that is named here and must be writable, a variable and supported. */
  Optional<KnownResource> writable(Spot spot, String why) {
    Optional<KnownResource> found = variable(spot);
    if (found.isPresent() && !found.get().resource().access().writable()) {
      spot.fault(spot.described() + " cannot be written, and " + why, "choose one with W or RW");
      return Optional.empty();
    }
    return found;
  }

  private Optional<KnownResource> variable(Spot spot) {
    Optional<KnownResource> found = named(spot);
    if (found.isPresent() && found.get().method()) {
      spot.fault(spot.described() + " is a method", "choose a resource with a value");
      return Optional.empty();
    }
    if (found.isPresent() && found.get().unsupported().isPresent()) {
      spot.fault(spot.described() + " is left out: " + found.get().unsupported().get(), "");
      return Optional.empty();
    }
    return found;
  }

  /** The sound resources, as the profile has them. */
  List<Resource> supported() {
    return resources.values().stream()
        .filter(each -> each.unsupported().isEmpty())
        .map(KnownResource::resource)
        .toList();
  }
}
