package dev.lockstep.driver.opcua;

import java.nio.file.Path;

/** The user identity that a session is activated with (OPC 10000-4, 7.40). */
sealed interface UserIdentity {

  /** No user. */
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
