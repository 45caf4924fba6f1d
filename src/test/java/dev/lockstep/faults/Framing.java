package dev.lockstep.faults;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** Where one message ends and the next begins, in the stream of one protocol. */
@FunctionalInterface
public interface Framing {

  /** Whatever one read brings counts as a message. */
  Framing OCTETS = (octets, length) -> OptionalInt.of(length);

  /** OPC UA over TCP (OPC 10000-6, 7.1.2.2): type, chunk type, and the size of it all. */
  Framing OPC_UA =
      (octets, length) ->
          length < 8
              ? OptionalInt.empty()
              : OptionalInt.of(
                  ByteBuffer.wrap(octets, 4, 4).order(ByteOrder.LITTLE_ENDIAN).getInt());

  /** MQTT (2.1): type, and how much remains in one to four octets. */
  Framing MQTT = Framing::mqtt;

  /**
   * How long the first message is.
   *
   * @param octets begin with a message
   * @param length so many of the octets count
   * @return with its header; perhaps more than there is yet; empty while that cannot be said
   */
  OptionalInt first(byte[] octets, int length);

  private static OptionalInt mqtt(byte[] octets, int length) {
    int remaining = 0;
    for (int each = 1; each < Math.min(length, 5); each++) {
      remaining |= (octets[each] & 0x7F) << (7 * (each - 1));
      if (octets[each] >= 0) {
        return OptionalInt.of(1 + each + remaining);
      }
    }
    return OptionalInt.empty();
  }
}
