package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * JSON of payloads (RFC 8259), with limits for untrusted input: depth, digits, one document, no
 * duplicate keys.
 */
final class PayloadJson {
  private static final int DEPTH_MAX = 32;
  static final int DIGITS_MAX = 400;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxNumberLength(DIGITS_MAX)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private PayloadJson() {}

  /**
   * Parses one document in UTF-8 (RFC 8259, 8.1): a byte order mark at its beginning is skipped, no
   * other encoding is tried, and only white space may follow.
   */
  static JsonNode parse(byte[] payload) throws MalformedPayloadException {
    try {
      JsonNode parsed = MAPPER.readTree(withoutMark(payload));
      if (parsed != null && !parsed.isMissingNode()) {
        return parsed;
      }
    } catch (JsonProcessingException malformed) {
      throw new MalformedPayloadException(
          "not JSON: " + ErrorText.brief(malformed.getOriginalMessage()));
    }
    throw new MalformedPayloadException("the payload is empty");
  }

  /** The text of a payload, without the byte order mark that some devices prepend. */
  static String withoutMark(byte[] payload) throws MalformedPayloadException {
    String text = text(payload);
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  static String text(byte[] payload) throws MalformedPayloadException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (CharacterCodingException malformed) {
      throw new MalformedPayloadException("the text is not UTF-8");
    }
  }

  static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException ownTree) {
      throw new UncheckedIOException(ownTree);
    }
  }
}
