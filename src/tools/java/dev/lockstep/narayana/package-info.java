/** A real Narayana coordinator in a JVM of its own, and what its clients and peers do. */
@NullMarked
package dev.lockstep.narayana;

import org.jspecify.annotations.NullMarked;
