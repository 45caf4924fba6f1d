package dev.lockstep.catalog;

import dev.lockstep.device.DeviceCommand;
import dev.lockstep.device.ResourceName;
import java.util.Optional;

/**
 * A command as its profile says it, with what only the catalog needs to know.
 *
 * @param hidden EdgeX {@code isHidden}: not offered to anybody outside
 * @param method what is called, where this calls
 * @param unsupported why this gateway cannot do it; then it is not in the profile
 */
record KnownCommand(
    DeviceCommand command,
    boolean hidden,
    Optional<ResourceName> method,
    Optional<String> unsupported) {}
