package dev.lockstep.participant;

import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.State;

/** Is told of each decision once it is as durable as it must be. Must not block. */
@FunctionalInterface
public interface DecisionListener {
  void decided(State before, Event event, Decision decision);
}
