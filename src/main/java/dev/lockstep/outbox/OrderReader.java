package dev.lockstep.outbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reader of orders: a CloudEvent 1.0 in structured JSON, or in the binary mode of the Kafka binding
 * (headers {@code ce_*}). The data is handed on as the bytes that came: they have one parser, that
 * of the HTTP API. Extension attributes are allowed, and not looked at.
 */
final class OrderReader {
  private static final String MALFORMED = "MALFORMED";
  private static final int TEXT_MAX = 512;
  private static final int DEPTH_MAX = 64;
  private static final String HEADER = "ce_";
  private static final String JSON_TYPE = "application/json";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private OrderReader() {}

  /** The attributes that are looked at, and where the data lies in the body. */
  private static final class Context {
    private final Map<String, String> attributes = new HashMap<>();
    private byte @Nullable [] data;
  }

  static OrderEvent read(OrderMessage message) throws OrderRefusedException {
    Context context =
        message.headers().containsKey(HEADER + "specversion")
            ? binary(message)
            : structured(message.body().bytes());
    check(context, "specversion", "1.0");
    check(context, "type", OrderEvent.TYPE);
    String type = context.attributes.getOrDefault("datacontenttype", JSON_TYPE);
    if (!mediaType(type).equals(JSON_TYPE)) {
      throw new OrderRefusedException(
          "UNSUPPORTED_MEDIA_TYPE",
          "/datacontenttype",
          "/datacontenttype: %s is not read here; %s would be right".formatted(type, JSON_TYPE));
    }
    String source = text(context, "source");
    String id = text(context, "id");
    byte[] data = context.data;
    if (data == null || data.length == 0) {
      throw malformed(
          "/data", "the field is missing; it is the body of POST /api/v1/coordinations");
    }
    return new OrderEvent(source, id, time(context), new OrderBody(data));
  }

  private static Context binary(OrderMessage message) {
    Context context = new Context();
    message
        .headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith(HEADER)) {
                context.attributes.put(name.substring(HEADER.length()), value);
              }
            });
    Optional.ofNullable(message.headers().get("content-type"))
        .ifPresent(type -> context.attributes.put("datacontenttype", type));
    context.data = message.body().bytes();
    return context;
  }

  private static Context structured(byte[] body) throws OrderRefusedException {
    try (JsonParser parser = JSON.createParser(body)) {
      try {
        return context(parser, body);
      } catch (JsonProcessingException fault) {
        throw new OrderRefusedException(
            MALFORMED,
            "",
            "line %d, column %d: this is no CloudEvent in JSON: %s"
                .formatted(
                    parser.currentLocation().getLineNr(),
                    parser.currentLocation().getColumnNr(),
                    fault.getOriginalMessage().replaceAll("\\s*\\R.*", "")));
      }
    } catch (IOException encoding) {
      throw malformed("", "the message is no text in UTF-8");
    }
  }

  private static Context context(JsonParser parser, byte[] body)
      throws IOException, OrderRefusedException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw malformed("", "a CloudEvent in JSON was expected, which is one object");
    }
    Context context = new Context();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      if (name.equals("data")) {
        context.data = slice(parser, body);
      } else if (name.equals("data_base64")) {
        throw malformed("/data_base64", "data in Base64 is not read here; data would be right");
      } else if (value == JsonToken.VALUE_STRING) {
        context.attributes.put(name, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw malformed("", "something follows behind the event");
    }
    return context;
  }

  /** The value's own bytes, so that its parser names lines and columns, and sees every digit. */
  private static byte[] slice(JsonParser parser, byte[] body)
      throws IOException, OrderRefusedException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw malformed("/data", "an object was expected, the body of POST /api/v1/coordinations");
    }
    long from = parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    long to = parser.currentLocation().getByteOffset();
    if (from < 0 || to > body.length || body[(int) from] != '{') {
      throw malformed("", "the message is no text in UTF-8");
    }
    return Arrays.copyOfRange(body, (int) from, (int) to);
  }

  private static void check(Context context, String name, String expected)
      throws OrderRefusedException {
    String found = text(context, name);
    if (!found.equals(expected)) {
      throw new OrderRefusedException(
          name.equals("type") ? "OTHER_TYPE" : MALFORMED,
          "/" + name,
          "/%s: %s is not known here; %s would be right".formatted(name, found, expected));
    }
  }

  private static String text(Context context, String name) throws OrderRefusedException {
    String found = context.attributes.get(name);
    if (found == null || found.isEmpty()) {
      throw malformed("/" + name, "the attribute is missing, or is no text");
    }
    if (found.length() > TEXT_MAX || found.chars().anyMatch(Character::isISOControl)) {
      throw malformed(
          "/" + name, "up to %d characters without control characters".formatted(TEXT_MAX));
    }
    return found;
  }

  private static Optional<Instant> time(Context context) throws OrderRefusedException {
    String text = context.attributes.get("time");
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException wrong) {
      throw malformed("/time", "a time such as 2026-01-31T12:00:00Z was expected (RFC 3339)");
    }
  }

  private static String mediaType(String text) {
    return text.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
  }

  private static OrderRefusedException malformed(String pointer, String what) {
    return new OrderRefusedException(
        MALFORMED, pointer, pointer.isEmpty() ? what : pointer + ": " + what);
  }
}
