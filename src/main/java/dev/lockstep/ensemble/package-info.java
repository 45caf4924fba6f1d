/**
 * ZooKeeper: the coordinators' common log of decisions, and the way to it. The create-if-absent of
 * one znode for each transaction is its commit point; what stands there is the decision, whichever
 * proposed it.
 *
 * <p>Sees {@code journal} (the port of the log), {@code standby} (the port of a line's lease),
 * {@code transaction} and {@code device}; the types of ZooKeeper and Curator live here alone.
 * Invariant: nothing is reported as written, or as not written, of which ZooKeeper has not said so.
 * A lost connection is {@link dev.lockstep.ensemble.WriteResult.NotKnown}.
 */
@NullMarked
package dev.lockstep.ensemble;

import org.jspecify.annotations.NullMarked;
