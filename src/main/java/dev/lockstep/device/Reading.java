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
   * @param encoding how the wire held it: what makes it comparable
   */
  record Seen(
      ResourceName resource,
      Value value,
      String status,
      Optional<Instant> sourceTime,
      Encoding encoding)
      implements Reading {

    /** A reading in plain decimals. */
    public Seen(ResourceName resource, Value value, String status, Optional<Instant> sourceTime) {
      this(resource, value, status, sourceTime, Encoding.PLAIN);
    }
  }

  /**
   * The device did not say, or said nothing that can be relied upon.
   *
   * @param unset the device itself says that there is no value yet: nothing to come back to, and no
   *     reason against a first one
   */
  record Unseen(ResourceName resource, Reason reason, boolean unset) implements Reading {
    public Unseen(ResourceName resource, Reason reason) {
      this(resource, reason, false);
    }
  }
}
