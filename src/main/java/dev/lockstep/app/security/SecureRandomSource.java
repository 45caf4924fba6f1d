package dev.lockstep.app.security;

import java.security.SecureRandom;

/**
 * Cryptographically secure random numbers. No generator is kept in a static field: in a native
 * image it would be made, and seeded, when the image is built.
 */
public final class SecureRandomSource {
  private SecureRandomSource() {}

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    generator().nextBytes(bytes);
    return bytes;
  }

  /** A new generator, seeded by the operating system. */
  public static SecureRandom generator() {
    return new SecureRandom();
  }
}
