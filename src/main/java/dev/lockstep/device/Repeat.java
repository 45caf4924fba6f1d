package dev.lockstep.device;

/** What a restart may do with an intent that has no result (DESIGN P6). */
public enum Repeat {
  /** Sending twice is the same as once: read, then send again. */
  IDEMPOTENT,
  /** The device can be asked whether it was done; sent again only where it says no. */
  TESTABLE,
  /** Never sent again by itself: it stops at unknown, and a person decides. */
  ONCE
}
