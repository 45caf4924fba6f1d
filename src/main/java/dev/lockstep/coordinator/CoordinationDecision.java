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
public record CoordinationDecision(
    Coordination next, Durability durability, List<CoordinationEffect> effects) {
  public CoordinationDecision {
    effects = List.copyOf(effects);
  }

  static CoordinationDecision stay(Coordination state) {
    return new CoordinationDecision(state, Durability.NONE, List.of());
  }

  static CoordinationDecision passing(Coordination next, CoordinationEffect... effects) {
    return passing(next, List.of(effects));
  }

  static CoordinationDecision passing(Coordination next, List<CoordinationEffect> effects) {
    return new CoordinationDecision(next, Durability.NONE, effects);
  }

  static CoordinationDecision lazily(Coordination next) {
    return new CoordinationDecision(next, Durability.LAZY, List.of());
  }

  static CoordinationDecision forced(Coordination next, List<CoordinationEffect> effects) {
    return new CoordinationDecision(next, Durability.FORCED, effects);
  }
}
