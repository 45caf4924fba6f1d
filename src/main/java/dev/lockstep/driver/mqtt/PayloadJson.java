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

/** JSON with the limits that foreign payloads need: depth, digits, one document, no key twice. */
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
   * One document of UTF-8 (RFC 8259, 8.1): a byte order mark at its beginning is passed over, no
   * other encoding is guessed at, and nothing but white space may stand behind it.
   */
  static JsonNode parse(byte[] payload) throws MalformedPayloadException {
    try {
      JsonNode parsed = MAPPER.readTree(withoutMark(payload));
      if (parsed != null && !parsed.isMissingNode()) {
        return parsed;
      }
    } catch (JsonProcessingException malformed) {
      throw new MalformedPayloadException(
          "no JSON: " + ErrorText.brief(malformed.getOriginalMessage()));
    }
    throw new MalformedPayloadException("the payload is empty");
  }

  /** The text of a payload, without the byte order mark that some devices put before it. */
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
