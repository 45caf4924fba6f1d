/**
 * Configuration: the root of the {@code @ConfigMapping}, the check of all keys, and what is derived
 * from them. Keys, defaults and ranges stand beside what reads them, in the packages' own
 * interfaces.
 *
 * <p>Sees the settings of the other packages. Invariant: an unknown key, or a value that cannot be
 * used, keeps the gateway from starting; the message names the key and the remedy.
 */
@NullMarked
package dev.lockstep.app.config;

import org.jspecify.annotations.NullMarked;
