package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.device.Encoding;
import dev.lockstep.device.Value;
import java.util.Optional;

/**
 * Payloads of set and state topics. Values on the wire are raw: the gateway applies scale and
 * offset. A payload is decoded as the profile's type says, or not at all.
 */
final class Payloads {
  private Payloads() {}

  static byte[] write(ResourceTopics resourceTopics, Value value) {
    return write(resourceTopics, value, false);
  }

  /**
   * The payload that sets a value.
   *
   * @param flat whether the device has a top-level field with exactly this name, including dots
   */
  static byte[] write(ResourceTopics resourceTopics, Value value, boolean flat) {
    if (!resourceTopics.form().json()) {
      return ValueEncoder.text(resourceTopics, value);
    }
    JsonNode node = ValueEncoder.json(resourceTopics, value);
    return PayloadJson.write(
        resourceTopics.form().field().<JsonNode>map(path -> path.around(node, flat)).orElse(node));
  }

  /** The encoding of a resource's readings. */
  static Encoding encoding(ResourceTopics resourceTopics) {
    return new Encoding(Encoding.Form.DECIMAL, resourceTopics.resource().scaling());
  }

  static Value read(ResourceTopics resourceTopics, byte[] payload)
      throws MalformedPayloadException {
    if (!resourceTopics.form().json()) {
      return ValueDecoder.text(resourceTopics, payload);
    }
    JsonNode whole = PayloadJson.parse(payload);
    Optional<FieldPath> field = resourceTopics.form().field();
    return ValueDecoder.json(resourceTopics, field.isPresent() ? field.get().find(whole) : whole);
  }

  /**
   * Whether this payload has the field as a top-level field with exactly its name, including dots.
   */
  static boolean flat(ResourceTopics resourceTopics, byte[] payload) {
    try {
      return resourceTopics.form().field().isPresent()
          && resourceTopics.form().field().get().flat(PayloadJson.parse(payload));
    } catch (MalformedPayloadException unreadable) {
      return false;
    }
  }
}
