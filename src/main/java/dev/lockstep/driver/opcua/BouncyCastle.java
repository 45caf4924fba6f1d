package dev.lockstep.driver.opcua;

import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Milo makes certificates and PSS signatures with Bouncy Castle, and expects it by its name.
 *
 * <p>A class of its own, and it must stay the only one that names it: the JVM verifies the classes
 * of its cache at every start, and for one that hands this provider on it reads and checks the
 * signature of the whole jar (a tenth of a second), also where there is no OPC UA device.
 */
final class BouncyCastle {
  private BouncyCastle() {}

  static void provide() {
    if (Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) == null) {
      Security.addProvider(new BouncyCastleProvider());
    }
  }
}
