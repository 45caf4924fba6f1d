package dev.lockstep.driver;

import dev.lockstep.device.Action;

/**
 * An action with the id under which the device knows it.
 *
 * @param reference unique per transaction and command, the same after every restart: 1 to 140 of
 *     {@code A-Za-z0-9._:~#-}
 * @param action what to do
 */
public record Order(String reference, Action action) {}
