package dev.lockstep.journal;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * CRC-32C over everything a row says: its columns, each with its length before it, and its body.
 * Finds every single flipped octet, and rows whose parts were exchanged.
 */
final class Checksum {
  private final CRC32C sum = new CRC32C();

  Checksum with(long number) {
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      sum.update((int) (number >>> shift));
    }
    return this;
  }

  Checksum with(String text) {
    return with(text.getBytes(StandardCharsets.UTF_8));
  }

  Checksum with(byte[] octets) {
    with(octets.length);
    sum.update(octets);
    return this;
  }

  /** Signed, so that it takes four octets in SQLite. */
  int value() {
    return (int) sum.getValue();
  }

  /** Where an id stands in the index; two ids may share a place. */
  static int hash(String id) {
    return new Checksum().with(id).value();
  }
}
