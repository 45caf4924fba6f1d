package dev.lockstep.driver.mqtt;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** A random generator that is shared by threads; the one below it need not be thread-safe. */
final class SharedRandom implements RandomGenerator {
  static final int TOKEN_BYTES = 16;

  private final RandomGenerator generator;

  SharedRandom(RandomGenerator generator) {
    this.generator = generator;
  }

  /** A token of 128 bits: unique, and unpredictable where the generator is. */
  synchronized byte[] token() {
    byte[] token = new byte[TOKEN_BYTES];
    generator.nextBytes(token);
    return token;
  }

  static String hex(byte[] token) {
    return HexFormat.of().formatHex(token);
  }

  /** The token as a random UUID (RFC 9562, version 4). */
  static String uuid(byte[] token) {
    ByteBuffer halves = ByteBuffer.wrap(token);
    long high = (halves.getLong() & ~0xf000L) | 0x4000L;
    long low = (halves.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }

  @Override
  public synchronized long nextLong() {
    return generator.nextLong();
  }
}
