/**
 * HTTP API of the gateway (Jakarta REST): transactions, devices, journal, coordinations and
 * decisions as JSON; refusals as {@code application/problem+json} (RFC 9457).
 *
 * <p>Sees {@code participant}, {@code coordinator}, {@code catalog} and what lies below. Jakarta
 * REST is used here and in {@code rest.restat} only. Invariant: no request passes unbounded or half
 * understood: what is not known to be right is refused, with the place of the fault.
 */
@NullMarked
package dev.lockstep.rest;

import org.jspecify.annotations.NullMarked;
