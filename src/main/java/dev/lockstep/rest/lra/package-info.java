/**
 * Long running actions (MicroProfile LRA 2.0): the gateway as a participant of such an action. The
 * call that joins, the participant's resources, and the client of the coordinator.
 *
 * <p>Sees {@code rest}, {@code rest.client} and {@code participant}. Invariant: an action is joined
 * with a durable vote, and complete and compensate are commit and rollback of a prepared
 * transaction; only the wire differs (decision 74).
 */
@NullMarked
package dev.lockstep.rest.lra;

import org.jspecify.annotations.NullMarked;
