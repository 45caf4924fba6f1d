package dev.lockstep.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reading and writing of JSON by hand: no reflection on our types, so a native image needs no hints
 * and a renamed component does not silently change what is on disk.
 *
 * <p>What is read passed its checksum, so it is as it was written; a fault here is an {@link
 * IllegalArgumentException}.
 */
final class JournalJson {
  // A number that was taken from a request must be readable again, however long it is.
  private static final int NUMBER_LENGTH_MAX = 1 << 20;

  // ASCII alone: a lone surrogate, which a request may well hold, has no UTF-8.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          // Buffers kept per thread are never used again where each call has a thread of its own.
          .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNumberLength(NUMBER_LENGTH_MAX).build())
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private JournalJson() {}

  /** Something that writes itself. */
  @FunctionalInterface
  interface Part<T> {
    void write(JsonGenerator json, T part) throws IOException;
  }

  static JsonFactory factory() {
    return FACTORY;
  }

  static JsonNode parse(String body) throws IOException {
    return MAPPER.readTree(body);
  }

  static void write(JsonGenerator json, String name, Optional<?> text) throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get().toString());
    }
  }

  /** Left out where it is empty. */
  static void writeText(JsonGenerator json, String name, String text) throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(name, text);
    }
  }

  /** An array; nothing at all where it would be empty. */
  static <T> void write(JsonGenerator json, String name, Iterable<? extends T> parts, Part<T> part)
      throws IOException {
    if (parts.iterator().hasNext()) {
      json.writeFieldName(name);
      write(json, parts, part);
    }
  }

  static <T> void write(JsonGenerator json, Iterable<? extends T> parts, Part<T> part)
      throws IOException {
    json.writeStartArray();
    for (T each : parts) {
      part.write(json, each);
    }
    json.writeEndArray();
  }

  static void writeFlag(JsonGenerator json, String name, boolean on) throws IOException {
    if (on) {
      json.writeBooleanField(name, true);
    }
  }

  static JsonNode field(JsonNode node, String name) {
    JsonNode found = node.get(name);
    if (found == null) {
      throw new IllegalArgumentException("the field '" + name + "' is missing");
    }
    return found;
  }

  static String text(JsonNode node, String name) {
    return field(node, name).asText();
  }

  static Optional<String> textIfAny(JsonNode node, String name) {
    return Optional.ofNullable(node.get(name)).map(JsonNode::asText);
  }

  static boolean flag(JsonNode node, String name) {
    JsonNode found = node.get(name);
    return found != null && found.booleanValue();
  }

  /**
   * A decimal, left out where it is the plain zero. Its scale is kept: 0.10 is not 0.1 to a
   * record's equals.
   */
  @SuppressWarnings("BigDecimalEquals") // the scale is part of it
  static void writeDecimal(JsonGenerator json, String name, BigDecimal amount) throws IOException {
    if (!amount.equals(BigDecimal.ZERO)) {
      json.writeStringField(name, amount.toString());
    }
  }

  static BigDecimal decimal(JsonNode node, String name) {
    return textIfAny(node, name).map(BigDecimal::new).orElse(BigDecimal.ZERO);
  }

  /** The elements of an array; none where there is no such field. */
  static <T> List<T> list(JsonNode node, String name, Function<JsonNode, T> element) {
    JsonNode found = node.get(name);
    return found == null ? List.of() : list(found, element);
  }

  static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
    List<T> elements = new ArrayList<>(array.size());
    array.forEach(each -> elements.add(element.apply(each)));
    return elements;
  }
}
