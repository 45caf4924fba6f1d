package dev.lockstep.device;

import java.time.Instant;
import java.util.Optional;

/**
 * The result of reading a resource from its device. It never holds a value that was sent, only one
 * that was read (P4).
 */
public sealed interface Reading {
  ResourceName resource();

  /**
   * The device answered with a value.
   *
   * @param value engineering value
   * @param status the protocol's status code, for example {@code Good}
   * @param sourceTime the device's source timestamp, where it sent one
   * @param encoding of the value on the wire, needed to compare it
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
   * The device did not answer, or its answer is unusable.
   *
   * @param unset whether the device reports that the resource has no value yet: then there is no
   *     before-image, and no objection to a first write
   */
  record Unseen(ResourceName resource, Reason reason, boolean unset) implements Reading {
    public Unseen(ResourceName resource, Reason reason) {
      this(resource, reason, false);
    }
  }
}
