/**
 * Wiring: CDI producers, drivers and links, the coordinator role, health, metrics and time.
 *
 * <p>May see every other package but {@code app.start}. Invariant: {@code app} and the packages
 * below it are the only place where the wall clock, randomness and ids enter the program.
 */
@NullMarked
package dev.lockstep.app;

import org.jspecify.annotations.NullMarked;
