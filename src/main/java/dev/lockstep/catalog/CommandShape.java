package dev.lockstep.catalog;

import dev.lockstep.device.Access;
import dev.lockstep.device.ResourceName;
import java.util.List;
import java.util.Optional;

/**
 * What a command touches, before it is known what it promises.
 *
 * @param written its resources, in the order of the profile; those it reads where it only reads
 * @param method what it calls, where it calls
 */
record CommandShape(Access access, List<ResourceName> written, Optional<ResourceName> method) {

  /** What could not be read back. */
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
