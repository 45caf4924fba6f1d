package dev.lockstep.driver.opcua;

import java.nio.file.Path;

/** As whom a session is activated. */
sealed interface UserIdentity {

  /** Nobody. */
  record Anonymous() implements UserIdentity {}

  /** A user name; the password comes from {@link DevicePasswords}. */
  record Named(String user) implements UserIdentity {}

  /**
   * A person or role with a certificate.
   *
   * @param certificate DER or PEM
   * @param key PKCS #8, PEM
   */
  record Certified(Path certificate, Path key) implements UserIdentity {}
}
