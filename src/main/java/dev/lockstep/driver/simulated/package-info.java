/**
 * The driver of simulated devices: devices in memory that answer at once, for first steps without a
 * plant, and for measuring the gateway alone.
 *
 * <p>Sees {@code driver} and {@code device}. Invariant: it answers as a device without faults; no
 * network, no delays, no randomness.
 */
@NullMarked
package dev.lockstep.driver.simulated;

import org.jspecify.annotations.NullMarked;
