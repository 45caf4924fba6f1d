/**
 * Durable store: the last state of every transaction with the history of how it came there, and the
 * last record of every coordination.
 *
 * <p>Sees {@code transaction} and {@code device}. SQL, JPA and Panache live here and nowhere else.
 * Invariant: an append that returned survives a power cut, and what cannot be read is named, never
 * passed over.
 */
@NullMarked
package dev.lockstep.journal;

import org.jspecify.annotations.NullMarked;
