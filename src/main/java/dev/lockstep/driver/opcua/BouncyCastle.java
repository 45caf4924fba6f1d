package dev.lockstep.driver.opcua;

import java.security.GeneralSecurityException;
import java.security.Security;
import javax.crypto.Cipher;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Milo makes certificates and PSS signatures with Bouncy Castle, and expects it by its name.
 *
 * <p>A class of its own, and it must stay the only one that names it: the JVM verifies the classes
 * of its cache at every start, and for one that hands this provider on it reads and checks the
 * signature of the whole jar (a tenth of a second), also where there is no OPC UA device.
 */
final class BouncyCastle {
  /** The one that is handed out: an image knows what it verified by identity, not by name. */
  private static final BouncyCastleProvider OWN = made();

  private BouncyCastle() {}

  static void provide() {
    if (Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) == null) {
      Security.addProvider(OWN);
    }
  }

  /**
   * Where this runs while a native image is built, asking for a cipher has the provider verified,
   * and the image keeps the verdict: there is no jar to verify later. A JVM verifies when a cipher
   * is first used.
   */
  private static BouncyCastleProvider made() {
    var made = new BouncyCastleProvider();
    if ("buildtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"))) {
      try {
        Cipher.getInstance("RSA", made);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("Bouncy Castle has no RSA to build an image with", e);
      }
    }
    return made;
  }
}
