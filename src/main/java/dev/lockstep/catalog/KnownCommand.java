package dev.lockstep.catalog;

import dev.lockstep.device.DeviceCommand;
import dev.lockstep.device.ResourceName;
import java.util.Optional;

/**
 * A command of a profile, with what only the catalog needs.
 *
 * @param hidden EdgeX {@code isHidden}: not offered to clients
 * @param method the method, where the command calls one
 * @param unsupported why this gateway does not support it; then it is not in the profile
 */
record KnownCommand(
    DeviceCommand command,
    boolean hidden,
    Optional<ResourceName> method,
    Optional<String> unsupported) {}
