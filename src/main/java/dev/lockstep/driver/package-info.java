/**
 * The driver port: what every protocol driver offers, independent of its protocol.
 *
 * <p>Sees {@code device} alone. Invariant: a driver decides nothing. It reports what it read, sends
 * what it is given before the deadline, and never returns {@link
 * dev.lockstep.driver.SendResult.Accepted} without an answer of the device.
 */
@NullMarked
package dev.lockstep.driver;

import org.jspecify.annotations.NullMarked;
