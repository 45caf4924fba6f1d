/**
 * Two PCs for one line: which of them is active, by a term and a lease, and how the other one gets
 * every durable change. {@link dev.lockstep.standby.SeatProtocol#decide} is one pure function over
 * a PC's seat, as {@code transaction.Protocol} is over a transaction.
 *
 * <p>Sees {@code java.base} alone. Invariant: no PC sends to a machine, or calls something durable,
 * without a lease that no other PC can hold at the same time.
 */
@NullMarked
package dev.lockstep.standby;

import org.jspecify.annotations.NullMarked;
