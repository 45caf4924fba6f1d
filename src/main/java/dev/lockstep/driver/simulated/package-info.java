/**
 * Devices in memory that answer at once: for first steps without a plant, and for measuring the
 * gateway alone.
 *
 * <p>Sees {@code driver} and {@code device}. Invariant: it answers as a faultless device would; no
 * network, no time, no chance.
 */
@NullMarked
package dev.lockstep.driver.simulated;

import org.jspecify.annotations.NullMarked;
