package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.device.Encoding;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Values to payloads and back. On the wire they are raw: scale and offset are the gateway's. What
 * comes in is taken as the profile's type says, or not at all: no second guess.
 */
final class Payloads {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Payloads() {}

  static byte[] write(Point point, Value value) {
    Resource resource = point.resource();
    if (point.json()) {
      JsonNode node = toJson(resource, value);
      return Json.write(
          point.field().<JsonNode>map(name -> NODES.objectNode().set(name, node)).orElse(node));
    }
    return switch (value) {
      case Value.Flag flag -> utf8(flag.toString());
      case Value.Numeric numeric ->
          utf8(resource.scaling().toRaw(numeric.amount()).toPlainString());
      case Value.Text text -> utf8(text.text());
      case Value.Octets octets -> Base64.getDecoder().decode(octets.base64());
      case Value.Listing listing -> Json.write(toJson(resource, listing));
      case Value.Structure structure -> Json.write(toJson(resource, structure));
      case Value.Null none -> throw new IllegalArgumentException("null is only ever read");
      case Value.NonFinite none -> throw new IllegalArgumentException(none + " is only ever read");
    };
  }

  static Value read(Point point, byte[] payload) throws MalformedPayload {
    Resource resource = point.resource();
    if (!point.json()) {
      return fromText(resource, payload);
    }
    JsonNode whole = Json.parse(payload);
    if (point.field().isEmpty()) {
      return fromJson(resource, whole);
    }
    String field = point.field().get();
    JsonNode part = whole.get(field);
    if (part == null) {
      throw new MalformedPayload("the payload has no field \"%s\"".formatted(field));
    }
    return fromJson(resource, part);
  }

  static JsonNode toJson(Resource resource, Value value) {
    return toJson(value, resource.scaling());
  }

  static Value fromJson(Resource resource, JsonNode node) throws MalformedPayload {
    return fromJson(resource.type(), resource.scaling(), node);
  }

  /** How the wire holds a reading of this resource. */
  static Encoding encoding(Resource resource) {
    return new Encoding(Encoding.Form.DECIMAL, resource.scaling());
  }

  private static JsonNode toJson(Value value, Scaling scaling) {
    return switch (value) {
      case Value.Flag flag -> NODES.booleanNode(flag.on());
      case Value.Numeric numeric -> NODES.numberNode(tidy(scaling.toRaw(numeric.amount())));
      case Value.Text text -> NODES.textNode(text.text());
      case Value.Octets octets -> NODES.textNode(octets.base64());
      case Value.Listing listing -> {
        ArrayNode array = NODES.arrayNode();
        listing.elements().forEach(each -> array.add(toJson(each, scaling)));
        yield array;
      }
      case Value.Structure structure -> {
        ObjectNode object = NODES.objectNode();
        structure.fields().forEach((name, each) -> object.set(name, toJson(each, Scaling.NONE)));
        yield object;
      }
      case Value.Null none -> NODES.nullNode();
      case Value.NonFinite number -> NODES.textNode(number.toString());
    };
  }

  private static BigDecimal tidy(BigDecimal raw) {
    BigDecimal stripped = raw.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static Value fromText(Resource resource, byte[] payload) throws MalformedPayload {
    return switch (resource.type().kind()) {
      case BINARY -> new Value.Octets(Base64.getEncoder().encodeToString(payload));
      case TEXT -> new Value.Text(text(payload));
      case FLAG -> flag(text(payload));
      case WHOLE, REAL -> number(resource.type(), resource.scaling(), text(payload));
      case LISTING, STRUCTURE -> fromJson(resource, Json.parse(payload));
    };
  }

  private static Value fromJson(ValueType type, Scaling scaling, JsonNode node)
      throws MalformedPayload {
    return switch (type.kind()) {
      case FLAG -> node.isBoolean() ? new Value.Flag(node.booleanValue()) : flag(scalar(node));
      case TEXT -> new Value.Text(textOf(node));
      case BINARY -> octets(textOf(node));
      case WHOLE, REAL -> number(type, scaling, scalar(node));
      case STRUCTURE -> {
        if (!node.isObject()) {
          throw new MalformedPayload("an object is wanted");
        }
        yield free(node);
      }
      case LISTING -> {
        if (!node.isArray()) {
          throw new MalformedPayload("a list is wanted");
        }
        List<Value> elements = new ArrayList<>();
        for (JsonNode each : node) {
          elements.add(fromJson(type.element().orElseThrow(), scaling, each));
        }
        yield new Value.Listing(elements);
      }
    };
  }

  private static Value free(JsonNode node) throws MalformedPayload {
    return switch (node.getNodeType()) {
      case BOOLEAN -> new Value.Flag(node.booleanValue());
      case NUMBER -> new Value.Numeric(bounded(node.decimalValue()));
      case STRING -> new Value.Text(node.textValue());
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
          fields.put(each.getKey(), free(each.getValue()));
        }
        yield new Value.Structure(fields);
      }
      case NULL, MISSING, BINARY, POJO -> throw new MalformedPayload("null is no value");
    };
  }

  /** EdgeX devices put numbers and flags into quotes as often as not. */
  private static String scalar(JsonNode node) throws MalformedPayload {
    if (node.isNumber()) {
      return bounded(node.decimalValue()).toString();
    }
    return textOf(node);
  }

  private static String textOf(JsonNode node) throws MalformedPayload {
    if (!node.isTextual()) {
      throw new MalformedPayload("found " + Words.brief(node.toString()) + " of another type");
    }
    return node.textValue();
  }

  private static Value flag(String word) throws MalformedPayload {
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "true", "1" -> new Value.Flag(true);
      case "false", "0" -> new Value.Flag(false);
      default ->
          throw new MalformedPayload(
              "found \"%s\"; true or false would be right".formatted(Words.brief(word)));
    };
  }

  private static Value number(ValueType type, Scaling scaling, String word)
      throws MalformedPayload {
    if (word.length() > Json.DIGITS_MAX) {
      throw new MalformedPayload("found a number of more than 400 digits");
    }
    BigDecimal raw;
    try {
      raw = bounded(new BigDecimal(word.strip()));
    } catch (NumberFormatException malformed) {
      throw new MalformedPayload(
          "found \"%s\"; a number would be right".formatted(Words.brief(word)));
    }
    if (!type.holds(raw)) {
      throw new MalformedPayload("found %s, which is no %s".formatted(raw, type.edgeXName()));
    }
    return new Value.Numeric(scaling.toEngineering(raw));
  }

  /** 1e999999999 is ten characters on the wire and gigabytes when it is written out. */
  private static BigDecimal bounded(BigDecimal amount) throws MalformedPayload {
    if (Math.abs((long) amount.scale()) > Json.DIGITS_MAX) {
      throw new MalformedPayload("found a number of more than 400 digits");
    }
    return amount;
  }

  private static Value octets(String base64) throws MalformedPayload {
    try {
      return new Value.Octets(
          Base64.getEncoder().encodeToString(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException malformed) {
      throw new MalformedPayload("the octets are not in Base64");
    }
  }

  static String text(byte[] payload) throws MalformedPayload {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (CharacterCodingException malformed) {
      throw new MalformedPayload("the text is not UTF-8");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
