package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Encoder of values to payloads, text or JSON. */
final class ValueEncoder {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ValueEncoder() {}

  /** The payload that is the value itself; lists and objects are JSON. */
  static byte[] text(ResourceTopics resourceTopics, Value value) {
    return switch (value) {
      case Value.Flag flag -> utf8(resourceTopics.form().words().text(flag.on()));
      case Value.Numeric numeric ->
          utf8(resourceTopics.resource().scaling().toRaw(numeric.amount()).toPlainString());
      case Value.Text text -> utf8(text.text());
      case Value.Octets octets -> Base64.getDecoder().decode(octets.base64());
      case Value.Listing listing -> PayloadJson.write(json(resourceTopics, listing));
      case Value.Structure structure -> PayloadJson.write(json(resourceTopics, structure));
      case Value.Null none -> throw new IllegalArgumentException("null is only ever read");
      case Value.NonFinite none -> throw new IllegalArgumentException(none + " is only ever read");
    };
  }

  static JsonNode json(ResourceTopics resourceTopics, Value value) {
    return json(value, resourceTopics.resource().scaling(), resourceTopics.form().words());
  }

  private static JsonNode json(Value value, Scaling scaling, FlagWords words) {
    return switch (value) {
      case Value.Flag flag -> words.json(flag.on());
      case Value.Numeric numeric -> NODES.numberNode(tidy(scaling.toRaw(numeric.amount())));
      case Value.Text text -> NODES.textNode(text.text());
      case Value.Octets octets -> NODES.textNode(octets.base64());
      case Value.Listing listing -> {
        ArrayNode array = NODES.arrayNode();
        listing.elements().forEach(each -> array.add(json(each, scaling, words)));
        yield array;
      }
      case Value.Structure structure -> {
        ObjectNode object = NODES.objectNode();
        structure
            .fields()
            .forEach((name, each) -> object.set(name, json(each, Scaling.NONE, FlagWords.NONE)));
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

  /** The reason why a value cannot be encoded; empty where it can. */
  static Optional<String> unencodable(Value value) {
    return texts(value)
        .filter(text -> !encodable(text))
        .findFirst()
        .map(
            text ->
                "\"%s\" contains half of a surrogate pair, which UTF-8 cannot encode"
                    .formatted(ErrorText.brief(text)));
  }

  private static Stream<String> texts(Value value) {
    return switch (value) {
      case Value.Text text -> Stream.of(text.text());
      case Value.Listing listing -> listing.elements().stream().flatMap(ValueEncoder::texts);
      case Value.Structure structure ->
          Stream.concat(
              structure.fields().keySet().stream(),
              List.copyOf(structure.fields().values()).stream().flatMap(ValueEncoder::texts));
      case Value.Flag flag -> Stream.empty();
      case Value.Numeric numeric -> Stream.empty();
      case Value.Octets octets -> Stream.empty();
      case Value.Null none -> Stream.empty();
      case Value.NonFinite none -> Stream.empty();
    };
  }

  static boolean encodable(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
