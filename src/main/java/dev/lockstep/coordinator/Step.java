package dev.lockstep.coordinator;

import dev.lockstep.transaction.Decision.Durability;
import java.util.List;

/**
 * What follows from a state and an event: first the next state becomes as durable as the step asks,
 * then the effects are done.
 *
 * @param next may be the same state
 * @param durability what the log owes before anything else happens
 * @param effects in no particular order
 */
public record Step(Coordination next, Durability durability, List<Effect> effects) {
  public Step {
    effects = List.copyOf(effects);
  }

  static Step stay(Coordination state) {
    return new Step(state, Durability.NONE, List.of());
  }

  static Step passing(Coordination next, Effect... effects) {
    return passing(next, List.of(effects));
  }

  static Step passing(Coordination next, List<Effect> effects) {
    return new Step(next, Durability.NONE, effects);
  }

  static Step lazily(Coordination next) {
    return new Step(next, Durability.LAZY, List.of());
  }

  static Step forced(Coordination next, List<Effect> effects) {
    return new Step(next, Durability.FORCED, effects);
  }
}
