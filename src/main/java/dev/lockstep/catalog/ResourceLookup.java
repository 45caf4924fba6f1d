package dev.lockstep.catalog;

import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Lookup of the resources of a profile by references to them. */
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

  /** The resource that a node names. */
  Optional<KnownResource> named(YamlNode node) {
    Optional<String> name = node.text();
    Optional<KnownResource> found = name.map(resources::get);
    if (name.isPresent() && found.isEmpty()) {
      node.fault(
          "no resource is named " + node.described(),
          SpellingSuggestion.hint(name.get(), resources.keySet()));
    }
    return found;
  }

  /** The resource that a node names, which must be readable, a variable and supported. */
  Optional<KnownResource> readable(YamlNode node, String why) {
    Optional<KnownResource> found = variable(node);
    if (found.isPresent() && !found.get().resource().access().readable()) {
      node.fault(node.described() + " cannot be read, and " + why, "choose one with R or RW");
      return Optional.empty();
    }
    return found;
  }

  /** The resource that a node names, which must be writable, a variable and supported. */
  Optional<KnownResource> writable(YamlNode node, String why) {
    Optional<KnownResource> found = variable(node);
    if (found.isPresent() && !found.get().resource().access().writable()) {
      node.fault(node.described() + " cannot be written, and " + why, "choose one with W or RW");
      return Optional.empty();
    }
    return found;
  }

  private Optional<KnownResource> variable(YamlNode node) {
    Optional<KnownResource> found = named(node);
    if (found.isPresent() && found.get().method()) {
      node.fault(node.described() + " is a method", "choose a resource with a value");
      return Optional.empty();
    }
    if (found.isPresent() && found.get().unsupported().isPresent()) {
      node.fault(node.described() + " is ignored: " + found.get().unsupported().get(), "");
      return Optional.empty();
    }
    return found;
  }

  /** The supported resources, in the order of the profile. */
  List<Resource> supported() {
    return resources.values().stream()
        .filter(each -> each.unsupported().isEmpty())
        .map(KnownResource::resource)
        .toList();
  }
}
