/**
 * How the gateway speaks to machines: what every driver offers, whatever its protocol.
 *
 * <p>Sees {@code device} alone. Invariant: a driver decides nothing. It says what it saw, sends
 * what it is told while the deadline lasts, and never answers {@link
 * dev.lockstep.driver.SendResult.Accepted} for what it did not hear from the device.
 */
@NullMarked
package dev.lockstep.driver;

import org.jspecify.annotations.NullMarked;
