/**
 * Wiring: configuration roots, health, metrics and the command line.
 *
 * <p>May see every other package; nothing sees it. Invariant: the only place where the wall clock,
 * randomness and ids enter the program.
 */
@NullMarked
package dev.lockstep.app;

import org.jspecify.annotations.NullMarked;
