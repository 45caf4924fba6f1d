package dev.lockstep.app.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON as a tree, read by the tokenizer alone: a command is over before a mapper of objects would
 * have been loaded. A member that is not there is a value too, and is empty.
 */
final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build())
          .build();

  /** What is not there. */
  static final Json NONE = new Json(null);

  /** Map, List, String, BigDecimal, Boolean, or null. */
  private final @Nullable Object value;

  private Json(@Nullable Object value) {
    this.value = value;
  }

  /** Reads one value. */
  static Json parse(byte[] text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return parser.nextToken() == null ? NONE : new Json(read(parser));
    }
  }

  private static @Nullable Object read(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      default -> parser.getText();
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, read(parser));
    }
    return members;
  }

  private static List<@Nullable Object> array(JsonParser parser) throws IOException {
    List<@Nullable Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(read(parser));
    }
    return items;
  }

  /** An object of these members, of which empty Optionals are left out. */
  static byte[] object(Map<String, Object> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      write(json, members);
    } catch (IOException impossible) {
      throw new IllegalStateException("memory can be written to", impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> members -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> each : members.entrySet()) {
          if (!Optional.empty().equals(each.getValue())) {
            json.writeFieldName(String.valueOf(each.getKey()));
            write(json, each.getValue());
          }
        }
        json.writeEndObject();
      }
      case Optional<?> there -> write(json, there.orElseThrow());
      case Json tree -> tree.write(json);
      case Boolean flag -> json.writeBoolean(flag);
      case BigDecimal number -> json.writeNumber(number);
      default -> json.writeString(value.toString());
    }
  }

  private void write(JsonGenerator json) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Map<?, ?> members -> {
        json.writeStartObject();
        for (Map.Entry<String, Json> each : members().entrySet()) {
          json.writeFieldName(each.getKey());
          each.getValue().write(json);
        }
        json.writeEndObject();
      }
      case List<?> all -> {
        json.writeStartArray();
        for (Json each : items()) {
          each.write(json);
        }
        json.writeEndArray();
      }
      case Boolean flag -> json.writeBoolean(flag);
      case BigDecimal number -> json.writeNumber(number);
      default -> json.writeString(value.toString());
    }
  }

  /** As JSON again. */
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      write(json);
    } catch (IOException impossible) {
      throw new IllegalStateException("memory can be written to", impossible);
    }
    return bytes.toByteArray();
  }

  boolean isThere() {
    return value != null;
  }

  /** The member of that name. */
  Json at(String name) {
    return value instanceof Map<?, ?> members && members.get(name) != null
        ? new Json(members.get(name))
        : NONE;
  }

  /** The items of an array; none of anything else. */
  List<Json> items() {
    return value instanceof List<?> items ? items.stream().map(Json::new).toList() : List.of();
  }

  /** The members of an object; none of anything else. */
  Map<String, Json> members() {
    Map<String, Json> members = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> found) {
      found.forEach((name, each) -> members.put(String.valueOf(name), new Json(each)));
    }
    return members;
  }

  /** A value as people read it: text as it is, an object or array in JSON's way; empty for none. */
  String text() {
    return switch (value) {
      case null -> "";
      case Map<?, ?> members ->
          members.entrySet().stream()
              .map(each -> each.getKey() + ": " + new Json(each.getValue()).text())
              .collect(Collectors.joining(", ", "{", "}"));
      case List<?> items ->
          items.stream().map(each -> new Json(each).text()).collect(Collectors.joining(", "));
      case BigDecimal number -> number.toPlainString();
      default -> value.toString();
    };
  }

  /** The member of that name as text. */
  String text(String name) {
    return at(name).text();
  }

  /** A whole number; 0 where there is none. */
  long number(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException none) {
      return 0;
    }
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(at(name).value);
  }
}
