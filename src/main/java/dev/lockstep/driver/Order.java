package dev.lockstep.driver;

import dev.lockstep.device.Action;

/**
 * An order: an action with the command id under which the device records it.
 *
 * @param reference the command id, unique per transaction and command, the same after every
 *     restart: 1 to 140 of {@code A-Za-z0-9._:~#-}
 * @param action the action to carry out
 */
public record Order(String reference, Action action) {}
