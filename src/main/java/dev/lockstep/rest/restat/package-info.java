/**
 * REST-AT (the protocol of Narayana's REST transactions): the gateway as a participant of such a
 * coordinator. Enlistment, the participant's resources, recovery and the client of the coordinator.
 *
 * <p>Sees {@code rest}, {@code rest.client} and {@code participant}. Invariant: the participant
 * decides as for every other coordinator; only the wire differs.
 */
@NullMarked
package dev.lockstep.rest.restat;

import org.jspecify.annotations.NullMarked;
