/**
 * The participant: the event loop around {@link dev.lockstep.transaction.Protocol} that decides,
 * makes durable and acts.
 *
 * <p>Sees {@code journal}, {@code driver}, {@code catalog}, {@code transaction} and {@code device}.
 * Invariant: nothing is answered or done before the state that it rests on is as durable as the
 * decision requires (P1), and no lock is held during disk or device work.
 */
@NullMarked
package dev.lockstep.participant;

import org.jspecify.annotations.NullMarked;
