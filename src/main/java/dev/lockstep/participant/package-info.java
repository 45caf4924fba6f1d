/**
 * Decide, make durable, act: the shell around {@link dev.lockstep.transaction.Protocol}.
 *
 * <p>Sees {@code journal}, {@code driver}, {@code catalog}, {@code transaction} and {@code device}.
 * Invariant: nothing is said or done before what it rests on is as durable as the decision asks,
 * and no lock is held while disk or device work.
 */
@NullMarked
package dev.lockstep.participant;

import org.jspecify.annotations.NullMarked;
