package dev.lockstep.participant;

/**
 * A power cut: ends this run of the gateway. An error and not an exception, so that no code handles
 * it.
 */
final class Crash extends Error {
  private static final long serialVersionUID = 1;

  Crash(String where) {
    super(where);
  }
}
