/**
 * What a promise is: states, events and {@link dev.lockstep.transaction.Protocol#decide}, the whole
 * protocol as one pure function.
 *
 * <p>Sees {@code device} and {@code java.base}. Invariant: no clock, no randomness, no I/O; what to
 * do next follows from the state and the event alone.
 */
@NullMarked
package dev.lockstep.transaction;

import org.jspecify.annotations.NullMarked;
