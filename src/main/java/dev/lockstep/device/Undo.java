package dev.lockstep.device;

/**
 * The compensation that an operator may be offered after a heuristic outcome; the gateway never
 * does it by itself.
 */
public enum Undo {
  NONE,
  RESTORE_IF_UNCHANGED
}
