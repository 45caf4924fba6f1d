package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * Decoder of payloads, text or JSON, to values of the profile's type; a payload of another type is
 * an error, not converted.
 */
final class ValueDecoder {
  /** A decimal of ASCII digits: no NaN or infinity, no underscores, no hexadecimal. */
  static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,9})?");

  private ValueDecoder() {}

  /** The value of a payload that is the value itself. */
  static Value text(ResourceTopics resourceTopics, byte[] payload)
      throws MalformedPayloadException {
    return switch (resourceTopics.resource().type().kind()) {
      case BINARY -> new Value.Octets(Base64.getEncoder().encodeToString(payload));
      case TEXT -> new Value.Text(PayloadJson.text(payload));
      case FLAG ->
          new Value.Flag(resourceTopics.form().words().read(PayloadJson.withoutMark(payload)));
      case WHOLE, REAL ->
          number(
              resourceTopics, resourceTopics.resource().type(), PayloadJson.withoutMark(payload));
      case LISTING, STRUCTURE -> json(resourceTopics, PayloadJson.parse(payload));
    };
  }

  static Value json(ResourceTopics resourceTopics, JsonNode node) throws MalformedPayloadException {
    return json(resourceTopics, resourceTopics.resource().type(), node);
  }

  private static Value json(ResourceTopics resourceTopics, ValueType type, JsonNode node)
      throws MalformedPayloadException {
    return switch (type.kind()) {
      case FLAG -> new Value.Flag(resourceTopics.form().words().read(scalar(node)));
      case TEXT -> new Value.Text(textOf(node));
      case BINARY -> octets(textOf(node));
      case WHOLE, REAL ->
          number(resourceTopics, type, node.isBoolean() ? textOf(node) : scalar(node));
      case STRUCTURE -> {
        if (!node.isObject()) {
          throw new MalformedPayloadException("expected an object");
        }
        yield free(node);
      }
      case LISTING -> {
        if (!node.isArray()) {
          throw new MalformedPayloadException("expected a list");
        }
        List<Value> elements = new ArrayList<>();
        for (JsonNode each : node) {
          elements.add(json(resourceTopics, type.element().orElseThrow(), each));
        }
        yield new Value.Listing(elements);
      }
    };
  }

  private static Value free(JsonNode node) throws MalformedPayloadException {
    return switch (node.getNodeType()) {
      case BOOLEAN -> new Value.Flag(node.booleanValue());
      case NUMBER -> new Value.Numeric(bounded(node.decimalValue()));
      case STRING -> new Value.Text(textOf(node));
      case ARRAY -> {
        List<Value> elements = new ArrayList<>();
        for (JsonNode each : node) {
          elements.add(free(each));
        }
        yield new Value.Listing(elements);
      }
      case OBJECT -> {
        SequencedMap<String, Value> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : node.properties()) {
          fields.put(wellFormed(each.getKey()), free(each.getValue()));
        }
        yield new Value.Structure(fields);
      }
      case NULL, MISSING, BINARY, POJO ->
          throw new MalformedPayloadException("null is not a value");
    };
  }

  /** The text of a number, boolean or string: EdgeX devices often quote numbers and booleans. */
  private static String scalar(JsonNode node) throws MalformedPayloadException {
    if (node.isNumber()) {
      return bounded(node.decimalValue()).toString();
    }
    return node.isBoolean() ? node.asText() : textOf(node);
  }

  private static String textOf(JsonNode node) throws MalformedPayloadException {
    if (!node.isTextual()) {
      throw new MalformedPayloadException(
          "found " + ErrorText.brief(node.toString()) + " of another type");
    }
    return wellFormed(node.textValue());
  }

  /**
   * Refuses half of a surrogate pair, which a JSON escape can produce and which is not text (RFC
   * 8259, 8.2).
   */
  private static String wellFormed(String text) throws MalformedPayloadException {
    if (!ValueEncoder.encodable(text)) {
      throw new MalformedPayloadException("a text contains half of a surrogate pair");
    }
    return text;
  }

  private static Value number(ResourceTopics resourceTopics, ValueType type, String word)
      throws MalformedPayloadException {
    if (word.length() > PayloadJson.DIGITS_MAX) {
      throw new MalformedPayloadException("found a number of more than 400 digits");
    }
    if (!DECIMAL.matcher(word.strip()).matches()) {
      throw new MalformedPayloadException(
          "found \"%s\"; a number would be right".formatted(ErrorText.brief(word)));
    }
    BigDecimal raw = bounded(new BigDecimal(word.strip()));
    if (!type.holds(raw)) {
      throw new MalformedPayloadException(
          "found %s, which does not fit %s".formatted(raw, type.edgeXName()));
    }
    Resource resource = resourceTopics.resource();
    return new Value.Numeric(resource.scaling().toEngineering(raw));
  }

  /**
   * Refuses numbers such as 1e999999999: few characters on the wire, and gigabytes when written
   * out.
   */
  private static BigDecimal bounded(BigDecimal amount) throws MalformedPayloadException {
    if (Math.abs((long) amount.scale()) > PayloadJson.DIGITS_MAX) {
      throw new MalformedPayloadException("found a number of more than 400 digits");
    }
    return amount;
  }

  private static Value octets(String base64) throws MalformedPayloadException {
    try {
      return new Value.Octets(
          Base64.getEncoder().encodeToString(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException malformed) {
      throw new MalformedPayloadException("the octets are not in Base64");
    }
  }
}
