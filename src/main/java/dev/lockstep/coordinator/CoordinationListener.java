package dev.lockstep.coordinator;

/** A listener for steps, called when a step is as durable as it must be. Must not block. */
@FunctionalInterface
public interface CoordinationListener {
  /** A listener that does nothing. */
  CoordinationListener NONE = (before, after) -> {};

  void stepped(Coordination before, Coordination after);

  /** A client's request is about to be posted. Called on the client's thread. */
  default void requested(CoordinationPlan plan) {}
}
