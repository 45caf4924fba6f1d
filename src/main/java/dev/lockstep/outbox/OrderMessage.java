package dev.lockstep.outbox;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One message of a channel, as the broker gave it.
 *
 * @param channel for people, for example {@code kafka lockstep-orders}
 * @param place in the channel, for example {@code 0@17} (partition and offset); empty where there
 *     is none
 * @param headers in lower case
 * @param sent when the broker or the sender stamped it
 * @param retained kept by the broker for those who subscribe later
 */
record OrderMessage(
    String channel,
    String place,
    Map<String, String> headers,
    OrderBody body,
    Optional<Instant> sent,
    boolean retained) {
  OrderMessage {
    headers = Map.copyOf(headers);
  }

  /** Channel and place. */
  String where() {
    return place.isEmpty() ? channel : channel + " " + place;
  }
}
