package dev.lockstep.driver.mqtt;

import dev.lockstep.device.DeviceName;
import java.util.Optional;

/**
 * Where passwords come from: files or the environment, never a profile. Asked again at every
 * attempt to connect, so that a changed password needs no restart. Called from the driver's own
 * virtual threads; may block for a file.
 */
@FunctionalInterface
public interface MqttSecrets {

  /** The password of the user whom this device's address names; empty where there is none. */
  Optional<String> passwordOf(DeviceName device);

  /** What opens the key store (PKCS 12), and a trust store that is no PEM file. */
  default Optional<String> storePassword() {
    return Optional.empty();
  }
}
