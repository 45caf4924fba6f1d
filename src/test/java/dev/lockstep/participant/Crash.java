package dev.lockstep.participant;

/**
 * The power goes: nothing of this run of the gateway happens any more. Not an exception, so that
 * nobody handles it.
 */
final class Crash extends Error {
  private static final long serialVersionUID = 1;

  Crash(String where) {
    super(where);
  }
}
