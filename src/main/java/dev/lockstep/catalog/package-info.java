/**
 * The catalog: profiles and devices from files, also from Thing Descriptions, and the resolution of
 * names and arguments to an {@link dev.lockstep.device.Action}; and plans from files, and the
 * resolution of their parameters to what gateways are asked.
 *
 * <p>Sees {@code device} alone. Invariant: everything in a {@link dev.lockstep.catalog.Catalog} is
 * without faults, and so is a {@link dev.lockstep.catalog.Plan}; a file with a fault gives its
 * faults, never a part of a profile or plan.
 */
@NullMarked
package dev.lockstep.catalog;

import org.jspecify.annotations.NullMarked;
