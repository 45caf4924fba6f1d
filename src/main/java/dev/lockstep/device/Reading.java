package dev.lockstep.device;

import java.time.Instant;
import java.util.Optional;

/**
 * What came of asking a device for a resource. Never holds a value that was sent: only what was
 * read.
 */
public sealed interface Reading {
  ResourceName resource();

  /**
   * The device said this.
   *
   * @param value engineering value
   * @param status the protocol's own word, for example {@code Good}
   * @param sourceTime the device's own clock, where it gave one
   */
  record Seen(ResourceName resource, Value value, String status, Optional<Instant> sourceTime)
      implements Reading {}

  /** The device did not say, or said nothing that can be relied upon. */
  record Unseen(ResourceName resource, Reason reason) implements Reading {}
}
