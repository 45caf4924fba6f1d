package dev.lockstep.device;

/**
 * What a COMMIT vote rests on, strongest first (DESIGN 4.3). A vote is worth its weakest command's
 * promise.
 */
public enum Promise {
  /** The device keeps what was armed through its own restart. */
  DURABLE,
  /** The device keeps it until a lease runs out, unless renewed. */
  LEASED,
  /** The device keeps it while our session lives. */
  SESSION,
  /** The device was looked at, and would have accepted it then. */
  CHECKED;

  public Promise weaker(Promise other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
