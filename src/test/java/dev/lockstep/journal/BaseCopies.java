package dev.lockstep.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Base copies on their way from one folder to another. */
final class BaseCopies {
  private BaseCopies() {}

  static byte[] octets(List<BaseCopy.Source> sources, long term) throws Exception {
    try (BaseCopy copy = BaseCopy.take(sources, term, 0)) {
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      copy.writeTo(octets);
      if (octets.size() != copy.length()) {
        throw new AssertionError("%d octets, and said %d".formatted(octets.size(), copy.length()));
      }
      return octets.toByteArray();
    }
  }

  static ReplicaAnswer send(List<BaseCopy.Source> sources, long term, Replica to) throws Exception {
    return to.receive(new ByteArrayInputStream(octets(sources, term)));
  }
}
