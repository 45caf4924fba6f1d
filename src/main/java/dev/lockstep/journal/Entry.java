package dev.lockstep.journal;

import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.transaction.Transition;

/**
 * What one append writes: the transaction's new state and the line of history that led to it.
 *
 * @param next replaces the state before; never {@link State.Absent}
 */
public record Entry(TransactionId id, State next, Transition line) {}
