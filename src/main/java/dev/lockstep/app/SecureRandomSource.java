package dev.lockstep.app;

import java.security.SecureRandom;

/**
 * Bytes that nobody guesses. No generator is kept in a static: in a native image it would be made,
 * and seeded, once for all when the image is built.
 */
final class SecureRandomSource {
  private SecureRandomSource() {}

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    generator().nextBytes(bytes);
    return bytes;
  }

  static SecureRandom generator() {
    return new SecureRandom();
  }
}
