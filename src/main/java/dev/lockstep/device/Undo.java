package dev.lockstep.device;

/** What an operator may be offered as compensation; never done silently. */
public enum Undo {
  NONE,
  RESTORE_IF_UNCHANGED
}
