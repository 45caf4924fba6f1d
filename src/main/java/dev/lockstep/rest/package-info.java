/**
 * HTTP in: transactions and devices as JSON, refusals as {@code application/problem+json}; and the
 * ways out to coordinators and gateways.
 *
 * <p>Sees {@code participant}, {@code coordinator} and what lies below. JAX-RS lives here and
 * nowhere else. Invariant: nothing gets past this door unbounded or half understood: whatever is
 * not known to be right is refused with its place.
 */
@NullMarked
package dev.lockstep.rest;

import org.jspecify.annotations.NullMarked;
