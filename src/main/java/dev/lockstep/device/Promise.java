package dev.lockstep.device;

/**
 * The promise of a COMMIT vote: how long the devices hold what they accepted, strongest first. A
 * vote has the weakest promise among its commands.
 */
public enum Promise {
  /** The device keeps what was armed, also over its own restart. */
  DURABLE,
  /** The device keeps it until a lease expires, unless the lease is renewed. */
  LEASED,
  /** The device keeps it as long as the gateway's session exists. */
  SESSION,
  /** The device keeps nothing: it was read, and would have accepted the command at that time. */
  CHECKED;

  public Promise weaker(Promise other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
