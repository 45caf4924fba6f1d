/**
 * Which machines there are and what may be asked of them: profiles and devices from files, and the
 * way from names and arguments to an {@link dev.lockstep.device.Action}.
 *
 * <p>Sees {@code device} alone. Invariant: what is in a {@link dev.lockstep.catalog.Catalog} has no
 * fault; a file with a fault gives faults, never half a profile.
 */
@NullMarked
package dev.lockstep.catalog;

import org.jspecify.annotations.NullMarked;
