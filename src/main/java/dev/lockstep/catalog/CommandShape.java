package dev.lockstep.catalog;

import dev.lockstep.device.Access;
import dev.lockstep.device.ResourceName;
import java.util.List;
import java.util.Optional;

/**
 * The shape of a command: access and resources, without its guarantees.
 *
 * @param written its resources, in the order of the profile; for a read-only command those that it
 *     reads
 * @param method the method, where it calls one
 */
record CommandShape(Access access, List<ResourceName> written, Optional<ResourceName> method) {

  /** The resources that cannot be read back. */
  List<ResourceName> unreadable(ResourceLookup resources) {
    return written.stream()
        .filter(
            each ->
                resources
                    .find(each)
                    .filter(known -> !known.method() && !known.resource().access().readable())
                    .isPresent())
        .toList();
  }
}
