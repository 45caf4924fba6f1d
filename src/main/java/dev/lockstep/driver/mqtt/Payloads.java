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

  static byte[] write(Point point, Value value) {
    return write(point, value, false);
  }

  /**
   * The payload that sets a value.
   *
   * @param flat whether the device has the field by its whole name, dots and all, at the top
   */
  static byte[] write(Point point, Value value, boolean flat) {
    if (!point.form().json()) {
      return ValueEncoder.text(point, value);
    }
    JsonNode node = ValueEncoder.json(point, value);
    return Json.write(
        point.form().field().<JsonNode>map(path -> path.around(node, flat)).orElse(node));
  }

  /** How the wire holds a reading of this point. */
  static Encoding encoding(Point point) {
    return new Encoding(Encoding.Form.DECIMAL, point.resource().scaling());
  }

  static Value read(Point point, byte[] payload) throws MalformedPayload {
    if (!point.form().json()) {
      return ValueDecoder.text(point, payload);
    }
    JsonNode whole = Json.parse(payload);
    Optional<FieldPath> field = point.form().field();
    return ValueDecoder.json(point, field.isPresent() ? field.get().find(whole) : whole);
  }

  /** Whether this payload holds the point's field by its whole name, dots and all, at the top. */
  static boolean flat(Point point, byte[] payload) {
    try {
      return point.form().field().isPresent()
          && point.form().field().get().flat(Json.parse(payload));
    } catch (MalformedPayload unreadable) {
      return false;
    }
  }

  /**
   * Whether a value of this kind can be a payload of no octets, which MQTT takes for "no value".
   */
  static boolean mayBeEmpty(Point point) {
    ValueType.Kind kind = point.resource().type().kind();
    return !point.form().json() && (kind == ValueType.Kind.TEXT || kind == ValueType.Kind.BINARY);
  }
}
