/**
 * What a machine is: profiles, resources, commands, values, and what a driver may do to them.
 *
 * <p>Pure: sees {@code java.base} alone. Invariant: whatever exists here has been checked; a {@link
 * dev.lockstep.device.Value} that reaches a driver fits its {@link dev.lockstep.device.Resource}.
 */
@NullMarked
package dev.lockstep.device;

import org.jspecify.annotations.NullMarked;
