package dev.lockstep.driver.mqtt;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Random generator that is thread-safe, over one that need not be. */
final class SharedRandom implements RandomGenerator {
  static final int TOKEN_BYTES = 16;

  private final RandomGenerator generator;

  SharedRandom(RandomGenerator generator) {
    this.generator = generator;
  }

  /** 128 bits: never the same twice, and not to be guessed where the generator is not. */
  synchronized byte[] token() {
    byte[] token = new byte[TOKEN_BYTES];
    generator.nextBytes(token);
    return token;
  }

  static String hex(byte[] token) {
    return HexFormat.of().formatHex(token);
  }

  /** The same as RFC 9562 writes a random UUID. */
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
