/**
 * Packages for Debian and for RPM of one layout, made of {@code target/lockstep}: {@code make
 * packages}. Sees the command line, whose own help becomes the manual page. Invariant: what is in
 * one of the two is in the other, at the same place.
 */
@NullMarked
package dev.lockstep.packages;

import org.jspecify.annotations.NullMarked;
