/**
 * The commit protocol: states, events and {@link dev.lockstep.transaction.Protocol#decide}, the
 * participant's half of two-phase commit as one pure function.
 *
 * <p>Sees {@code device} and {@code java.base}. Invariant: no clock, no randomness, no I/O; what to
 * do next follows from the state and the event alone.
 */
@NullMarked
package dev.lockstep.transaction;

import org.jspecify.annotations.NullMarked;
