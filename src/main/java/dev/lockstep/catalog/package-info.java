/**
 * The catalog: profiles and devices from files, and the resolution of names and arguments to an
 * {@link dev.lockstep.device.Action}.
 *
 * <p>Sees {@code device} alone. Invariant: everything in a {@link dev.lockstep.catalog.Catalog} is
 * without faults; a file with a fault gives its faults, never a part of a profile.
 */
@NullMarked
package dev.lockstep.catalog;

import org.jspecify.annotations.NullMarked;
