package dev.lockstep.journal;

import dev.lockstep.transaction.Transition;
import java.util.Optional;

/**
 * What one append writes.
 *
 * @param next replaces the state before
 * @param line of history that led to it, where history is kept
 */
record Append<S>(S next, Optional<Transition> line) {}
