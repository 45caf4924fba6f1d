package dev.lockstep.app.security;

import java.security.SecureRandom;

/**
 * Bytes that nobody guesses. No generator is kept in a static: in a native image it would be made,
 * and seeded, once for all when the image is built.
 */
public final class SecureRandomSource {
  private SecureRandomSource() {}

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    generator().nextBytes(bytes);
    return bytes;
  }

  public static SecureRandom generator() {
    return new SecureRandom();
  }
}
