/**
 * The operator's page: views of the line, of transactions, devices, coordinations and records, and
 * what an operator may do about them (Jakarta REST, Qute, server-sent events).
 *
 * <p>Sees {@code rest}, whose services it shares with the API, {@code participant}, {@code
 * coordinator} and what lies below. Invariant: it decides nothing. What it shows is what the API
 * says; what it does goes through the same doors, under the same roles, into the same record.
 */
@NullMarked
package dev.lockstep.dashboard;

import org.jspecify.annotations.NullMarked;
