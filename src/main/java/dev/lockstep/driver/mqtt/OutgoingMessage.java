package dev.lockstep.driver.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * An outgoing PUBLISH message.
 *
 * @param qos 1 or 2; 0 where a standard asks for it, with a {@link DeliveryReceipt}
 * @param reply Response Topic and Correlation Data, where an answer is expected
 * @param acts whether it could move a device, so that a fence must wait for its expiry
 */
record OutgoingMessage(
    String topic, Payload payload, int qos, Optional<Reply> reply, boolean acts) {

  /**
   * The payload. Made immediately before the send: the message may have waited, and the payload may
   * contain the time that is left.
   */
  @FunctionalInterface
  interface Payload {
    /**
     * The bytes; not more with less time left.
     *
     * @param left the time in which a device may act on it
     */
    byte[] goodFor(Duration left);

    static Payload of(byte[] bytes) {
      return left -> bytes;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Reply(String topic, byte[] correlation) {}

  /**
   * The length of the whole PUBLISH packet (MQTT 5, 3.3): header, topic, packet identifier, Message
   * Expiry Interval, and where an answer is expected Response Topic and Correlation Data. There is
   * no topic alias, so the length is the same for every send.
   */
  long packetBytes(int payloadBytes) {
    int answered =
        reply.map(each -> 3 + utf8(each.topic()) + 3 + each.correlation().length).orElse(0);
    int properties = 5 + answered;
    long remaining = 2L + utf8(topic) + 2 + variable(properties) + properties + payloadBytes;
    return 1 + variable(remaining) + remaining;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Octets of a Variable Byte Integer (MQTT 5, 1.5.5). */
  private static int variable(long value) {
    return value < 1L << 7 ? 1 : value < 1L << 14 ? 2 : value < 1L << 21 ? 3 : 4;
  }
}
