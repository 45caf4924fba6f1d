package dev.lockstep.driver.mqtt;

import java.time.Duration;
import java.util.Optional;

/**
 * A message to be published.
 *
 * @param qos 1 or 2
 * @param reply where and under which correlation data an answer is wanted
 * @param acts whether a device could move by it, so that a fence has to wait for its expiry
 */
record Outgoing(String topic, Payload payload, int qos, Optional<Reply> reply, boolean acts) {

  /** What is sent. Made when it leaves: it may have waited, and may say how long it is good for. */
  @FunctionalInterface
  interface Payload {
    /**
     * The bytes; always about as many.
     *
     * @param left how long a device may act on it
     */
    byte[] goodFor(Duration left);

    static Payload of(byte[] bytes) {
      return left -> bytes;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Reply(String topic, byte[] correlation) {}
}
