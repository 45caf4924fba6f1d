/**
 * Configuration: every key under {@code lockstep} as a {@code @ConfigMapping}, and the settings
 * that each package is given.
 *
 * <p>Sees the settings of the other packages. Invariant: an unknown key, or a value that cannot be
 * used, keeps the gateway from starting; the message names the key and the remedy.
 */
@NullMarked
package dev.lockstep.app.config;

import org.jspecify.annotations.NullMarked;
