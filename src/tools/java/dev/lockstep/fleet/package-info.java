/**
 * {@code make fleet}: up to a thousand gateways, each with its own participant, journal, simulated
 * machines and HTTP listener, in a few JVMs; packaged coordinators that are killed under load; and
 * a comparison of every participant's outcome of every transaction.
 *
 * <p>A tool of the project. Invariant: what is counted as one outcome was asked of the journals of
 * all participants, and a disagreement, or a transaction that stays open, ends the run with a
 * status that is not 0.
 */
@NullMarked
package dev.lockstep.fleet;

import org.jspecify.annotations.NullMarked;
