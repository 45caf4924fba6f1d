package dev.lockstep.model;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationDecision;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.State;
import java.util.HashMap;
import java.util.Map;

/**
 * The states and effects met so far, each under a number, and what was decided already: both
 * functions are pure, so each pair of state and event is put to them once.
 */
final class Tables {
  static final int NOTHING = 0;

  final Interned<State> states = new Interned<>();
  final Interned<Coordination> coordinations = new Interned<>();

  /** Number 0 is none. */
  final Interned<Effect> effects = new Interned<>();

  private final Interned<Event> events = new Interned<>();
  private final Map<Long, Decided> decisions = new HashMap<>();
  private final Breakage breakage;

  /** What was decided, and the next state's number. */
  record Decided(Decision decision, int next) {}

  Tables(Sabotage sabotage) {
    breakage = new Breakage(sabotage);
    states.number(new State.Absent());
    coordinations.number(new Coordination.Absent());
    effects.number(new Effect.None());
  }

  State state(int number) {
    return states.value(number);
  }

  Coordination coordination(int number) {
    return coordinations.value(number);
  }

  Decided decide(int state, Event event) {
    long key = ((long) state << Integer.SIZE) | events.number(event);
    Decided known = decisions.get(key);
    if (known == null) {
      Decision decision = breakage.decide(states.value(state), event);
      known = new Decided(decision, states.number(Essence.of(decision.next())));
      decisions.put(key, known);
    }
    return known;
  }

  CoordinationDecision decide(
      Coordination state, dev.lockstep.coordinator.CoordinationEvent event) {
    return breakage.decide(state, event);
  }

  int number(Coordination coordination) {
    return coordinations.number(Essence.of(coordination));
  }

  /** What a restart finds of a state. */
  int aged(int state) {
    return states.number(Essence.aged(states.value(state)));
  }
}
