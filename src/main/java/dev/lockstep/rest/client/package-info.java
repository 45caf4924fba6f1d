/**
 * HTTP clients: what this process asks of coordinators of our kind, of sibling gateways and, as a
 * coordinator, of its participants.
 *
 * <p>Sees the contract of the API in {@code rest} (paths, problem types, JSON), and implements
 * ports of {@code participant} and {@code coordinator}. Invariant: an address that is not
 * configured is not called, a call ends within its time, and no more of an answer is read than is
 * allowed.
 */
@NullMarked
package dev.lockstep.rest.client;

import org.jspecify.annotations.NullMarked;
