package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.device.Encoding;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.util.Optional;

/**
 * Payloads of set and state topics. On the wire values are raw: scale and offset are the gateway's.
 * What comes in is taken as the profile's type says, or not at all: no second guess.
 */
final class Payloads {
  private Payloads() {}

  static byte[] write(ResourceTopics resourceTopics, Value value) {
    return write(resourceTopics, value, false);
  }

  /**
   * The payload that sets a value.
   *
   * @param flat whether the device has the field by its whole name, dots and all, at the top
   */
  static byte[] write(ResourceTopics resourceTopics, Value value, boolean flat) {
    if (!resourceTopics.form().json()) {
      return ValueEncoder.text(resourceTopics, value);
    }
    JsonNode node = ValueEncoder.json(resourceTopics, value);
    return PayloadJson.write(
        resourceTopics.form().field().<JsonNode>map(path -> path.around(node, flat)).orElse(node));
  }

  /** How the wire holds a reading of this point. */
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

  /** Whether this payload holds the point's field by its whole name, dots and all, at the top. */
  static boolean flat(ResourceTopics resourceTopics, byte[] payload) {
    try {
      return resourceTopics.form().field().isPresent()
          && resourceTopics.form().field().get().flat(PayloadJson.parse(payload));
    } catch (MalformedPayloadException unreadable) {
      return false;
    }
  }

  /**
   * Whether a value of this kind can be a payload of no octets, which MQTT takes for "no value".
   */
  static boolean mayBeEmpty(ResourceTopics resourceTopics) {
    ValueType.Kind kind = resourceTopics.resource().type().kind();
    return !resourceTopics.form().json()
        && (kind == ValueType.Kind.TEXT || kind == ValueType.Kind.BINARY);
  }
}
