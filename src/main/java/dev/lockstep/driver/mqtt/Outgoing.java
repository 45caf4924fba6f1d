package dev.lockstep.driver.mqtt;

import java.util.Optional;

/**
 * A message to be published.
 *
 * @param qos 1 or 2
 * @param reply where and under which correlation data an answer is wanted
 * @param acts whether a device could move by it, so that a fence has to wait for its expiry
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record Outgoing(String topic, byte[] payload, int qos, Optional<Reply> reply, boolean acts) {
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Reply(String topic, byte[] correlation) {}
}
