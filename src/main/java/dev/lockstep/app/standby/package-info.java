/**
 * One of two PCs, as a process: the standby phase before Quarkus, what an active PC gives to the
 * other, and its end when it may not go on. {@link dev.lockstep.standby.SeatProtocol} decides; this
 * package does.
 *
 * <p>Sees everything below {@code app} that it wires. Invariant: nothing is done for a decision
 * before its record is durable where that is asked for.
 */
@NullMarked
package dev.lockstep.app.standby;

import org.jspecify.annotations.NullMarked;
