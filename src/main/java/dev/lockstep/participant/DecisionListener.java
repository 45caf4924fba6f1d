package dev.lockstep.participant;

import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.State;

/** A listener for decisions, called when a decision is as durable as it must be. Must not block. */
@FunctionalInterface
public interface DecisionListener {
  void decided(State before, Event event, Decision decision);
}
