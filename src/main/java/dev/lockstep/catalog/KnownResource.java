package dev.lockstep.catalog;

import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import java.util.List;
import java.util.Optional;

/**
 * A resource as its profile says it, with what only the catalog needs to know.
 *
 * @param hidden EdgeX {@code isHidden}: no command of its own, only through commands that name it
 * @param defaultValue for a write to the resource by its own name
 * @param methodInputs the resources that stand for a method's inputs; empty where this is no method
 * @param unsupported why this gateway cannot use it; then it is not in the profile
 */
record KnownResource(
    Resource resource,
    boolean hidden,
    Optional<Value> defaultValue,
    Optional<List<ResourceName>> methodInputs,
    Optional<String> unsupported) {

  boolean method() {
    return methodInputs.isPresent();
  }

  KnownResource without(String why) {
    return new KnownResource(resource, hidden, defaultValue, methodInputs, Optional.of(why));
  }
}
