/**
 * The device model: profiles, resources, commands and values (EdgeX), and the readings that drivers
 * return.
 *
 * <p>Pure: sees {@code java.base} alone. Invariant: objects of this package have been checked when
 * they were made; a {@link dev.lockstep.device.Value} that reaches a driver fits its {@link
 * dev.lockstep.device.Resource}.
 */
@NullMarked
package dev.lockstep.device;

import org.jspecify.annotations.NullMarked;
