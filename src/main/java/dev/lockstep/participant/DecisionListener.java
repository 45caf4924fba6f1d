package dev.lockstep.participant;

import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.util.function.Supplier;

/** A listener for decisions, called when a decision is as durable as it must be. Must not block. */
@FunctionalInterface
public interface DecisionListener {
  void decided(State before, Event event, Decision decision);

  /** A client's request is about to be posted. Called on the client's thread. */
  default void requested(TransactionId id, Event event) {}

  /**
   * The work of an effect, as it is to be run in place of the one given: it does the same. Called
   * on the transaction's thread; the work runs on another one.
   *
   * @param cause the event that led to the effect
   */
  default Supplier<Event> observed(
      TransactionId id, Event cause, Effect effect, Supplier<Event> work) {
    return work;
  }
}
