package dev.lockstep.driver.opcua;

import dev.lockstep.device.DeviceName;
import java.util.Optional;

/**
 * Where the password of a device's user comes from: a file or the environment, never a profile
 * (ARCHITECTURE, P13). Asked anew for each session, so that a changed secret is taken up.
 */
@FunctionalInterface
public interface DevicePasswords {

  /** The password; empty where none is configured. Never logged. */
  Optional<String> of(DeviceName device);
}
