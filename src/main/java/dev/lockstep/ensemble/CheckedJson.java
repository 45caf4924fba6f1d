package dev.lockstep.ensemble;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Content of our znodes: a JSON object in ASCII whose first field is its format and whose last is
 * its checksum, the CRC-32C, in 8 hexadecimal digits, of all octets before {@code ,"checksum"}.
 */
public final class CheckedJson {
  /** The format that is written, and the only one that is read. */
  public static final int FORMAT = 1;

  private static final String TAIL = ",\"checksum\":\"";
  private static final int DIGITS = 8;
  private static final int TAIL_LENGTH = TAIL.length() + DIGITS + 2;

  // ASCII alone: a lone surrogate, which a request may well hold, has no UTF-8.
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private CheckedJson() {}

  /** A new object, with its format. */
  public static ObjectNode object() {
    return JSON.createObjectNode().put("format", FORMAT);
  }

  /** A new object inside another. */
  static ObjectNode bare() {
    return JSON.createObjectNode();
  }

  /** As octets, with the checksum. */
  public static byte[] seal(ObjectNode object) {
    String text = text(object);
    String head = text.substring(0, text.length() - 1);
    return (head + TAIL + checksum(head.getBytes(StandardCharsets.US_ASCII)) + "\"}")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String checksum(byte[] head) {
    CRC32C sum = new CRC32C();
    sum.update(head, 0, head.length);
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  /** A value as JSON text. */
  static String text(JsonNode value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalArgumentException("nothing here leaves the memory", impossible);
    }
  }

  /** JSON text of our own as a value. */
  static JsonNode value(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(wrong.getOriginalMessage(), wrong);
    }
  }

  /**
   * The object that was sealed.
   *
   * @param path of the znode, for the message
   * @throws ForeignContentException where it is none, or fails its check
   */
  public static JsonNode unseal(String path, byte[] content) throws ForeignContentException {
    int end = content.length - TAIL_LENGTH;
    String tail = end < 0 ? "" : new String(content, end, TAIL_LENGTH, StandardCharsets.ISO_8859_1);
    if (!tail.startsWith(TAIL)) {
      throw new ForeignContentException(path, "its content is none of Lockstep's");
    }
    byte[] head = Arrays.copyOf(content, end);
    if (!tail.startsWith(TAIL + checksum(head) + "\"")) {
      throw new ForeignContentException(path, "its content fails its checksum");
    }
    try {
      JsonNode object = JSON.readTree(content);
      int format = object.path("format").asInt();
      if (format != FORMAT) {
        throw new ForeignContentException(
            path, "its format is %d, and %d is read here".formatted(format, FORMAT));
      }
      return object;
    } catch (IOException broken) {
      throw new ForeignContentException(path, "its content is no JSON: " + broken.getMessage());
    }
  }

  /**
   * A text field of it.
   *
   * @throws ForeignContentException where there is none
   */
  public static String field(String path, JsonNode object, String name)
      throws ForeignContentException {
    JsonNode value = object.path(name);
    if (!value.isTextual()) {
      throw new ForeignContentException(path, "it has no text " + name);
    }
    return value.textValue();
  }
}
