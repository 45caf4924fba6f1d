/**
 * Breaks what lies between the gateway and the world on purpose. Sees nothing of the product; its
 * one invariant: what it breaks it breaks for real, on a socket.
 */
@NullMarked
package dev.lockstep.faults;

import org.jspecify.annotations.NullMarked;
