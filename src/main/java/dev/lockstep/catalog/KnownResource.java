package dev.lockstep.catalog;

import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import java.util.List;
import java.util.Optional;

/**
 * A resource of a profile, with what only the catalog needs.
 *
 * @param hidden EdgeX {@code isHidden}: usable only through commands that contain it
 * @param defaultValue for a write to the resource by its own name
 * @param methodInputs the resources that represent a method's inputs; empty where this is not a
 *     method
 * @param unsupported why this gateway does not support it; then it is not in the profile
 * @param argument of a Thing Description
 */
record KnownResource(
    Resource resource,
    boolean hidden,
    Optional<Value> defaultValue,
    Optional<List<ResourceName>> methodInputs,
    Optional<String> unsupported,
    Optional<ArgumentForm> argument) {

  boolean method() {
    return methodInputs.isPresent();
  }

  KnownResource without(String why) {
    return new KnownResource(
        resource, hidden, defaultValue, methodInputs, Optional.of(why), argument);
  }
}
