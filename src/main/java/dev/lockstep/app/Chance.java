package dev.lockstep.app;

import java.security.SecureRandom;

/** Bytes that nobody guesses. */
final class Chance {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Chance() {}

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  static SecureRandom generator() {
    return RANDOM;
  }
}
