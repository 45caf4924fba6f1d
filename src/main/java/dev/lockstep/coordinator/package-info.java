/**
 * The coordinator role (off by default): prepare everywhere, decide durably, deliver until
 * confirmed, report what was confirmed. For plants that have no coordinator of their own.
 *
 * <p>{@link dev.lockstep.coordinator.Coordination#decide} is the whole of it as one pure function;
 * {@link dev.lockstep.coordinator.Coordinator} is the shell. Sees {@code journal} (the decision
 * log), {@code transaction} and {@code device}; gateways are reached through the port {@link
 * dev.lockstep.coordinator.ParticipantClient}. Invariant: no prepare leaves before the log knows of
 * the coordination, no decision is told to anyone before it is durable, and a decision is never
 * changed.
 */
@NullMarked
package dev.lockstep.coordinator;

import org.jspecify.annotations.NullMarked;
