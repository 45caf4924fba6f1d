package dev.lockstep.driver.mqtt;

import dev.lockstep.device.DeviceName;
import java.util.Optional;

/**
 * The source of passwords: files or the environment, never a profile. Called at every attempt to
 * connect, so that a changed password needs no restart, from the driver's own virtual threads; may
 * block for a file.
 */
@FunctionalInterface
public interface MqttSecrets {

  /** The password of the user in this device's address; empty where there is none. */
  Optional<String> passwordOf(DeviceName device);

  /** The password of the key store (PKCS 12), and of a trust store that is not a PEM file. */
  default Optional<String> storePassword() {
    return Optional.empty();
  }
}
