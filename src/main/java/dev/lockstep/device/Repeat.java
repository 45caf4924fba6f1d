package dev.lockstep.device;

/**
 * Whether a command may be sent again when its intent is durable and its result is not known (P6).
 */
public enum Repeat {
  /** Sending twice has the same effect as sending once: read, then send again. */
  IDEMPOTENT,
  /** The device can be asked whether it carried the command out; sent again only if it did not. */
  TESTABLE,
  /** Never sent again by the gateway: the result stays unknown, and an operator decides. */
  ONCE
}
