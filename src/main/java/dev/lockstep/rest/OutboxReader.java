package dev.lockstep.rest;

/** Port to the outbox, which stands beside this package. */
@FunctionalInterface
public interface OutboxReader {
  /** How it stands. */
  OutboxViews.Standing standing();
}
