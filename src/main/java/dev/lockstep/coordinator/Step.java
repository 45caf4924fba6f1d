package dev.lockstep.coordinator;

import java.util.List;

/**
 * What follows from a state and an event: first the next state becomes durable, where the step asks
 * for it, then the effects are done.
 *
 * @param next may be the same state
 * @param durable whether it must survive a power cut before anything else happens
 * @param effects in no particular order
 */
public record Step(Coordination next, boolean durable, List<Effect> effects) {
  public Step {
    effects = List.copyOf(effects);
  }

  static Step stay(Coordination state) {
    return new Step(state, false, List.of());
  }

  static Step passing(Coordination next, Effect... effects) {
    return new Step(next, false, List.of(effects));
  }

  static Step durable(Coordination next, List<Effect> effects) {
    return new Step(next, true, effects);
  }
}
