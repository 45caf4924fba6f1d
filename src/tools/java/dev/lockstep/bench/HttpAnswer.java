package dev.lockstep.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer as it came over the wire.
 *
 * @param head status line and headers
 * @param length of the whole of it, head and body, in bytes
 */
record HttpAnswer(int status, String head, String body, int length) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads as little of HTTP/1.1 as the servers here write: a status line, headers, and a body of a
   * known length.
   *
   * @param count how many of the bytes are there
   * @return empty where some are still to come
   * @throws IllegalArgumentException where it is not that
   */
  static Optional<HttpAnswer> read(byte[] received, int count) {
    int body = endOfHead(received, count);
    if (body < 0) {
      return Optional.empty();
    }
    String head = new String(received, 0, body, StandardCharsets.ISO_8859_1);
    if (!head.startsWith("HTTP/1.1 ")) {
      throw new IllegalArgumentException("not HTTP/1.1: " + head);
    }
    int length = body + bodyLength(head);
    if (count < length) {
      return Optional.empty();
    }
    int status = Integer.parseInt(head.substring(9, 12));
    String text = new String(received, body, length - body, StandardCharsets.UTF_8);
    return Optional.of(new HttpAnswer(status, head, text, length));
  }

  /** The first of that name. */
  Optional<String> header(String name) {
    return header(head, name);
  }

  /** Whether it has that status, and a JSON object as body with that text in that field. */
  boolean says(int wantedStatus, String field, String wanted) {
    return status == wantedStatus && parsed(body).path(field).asText().equals(wanted);
  }

  /** It is not what was wanted: an error of a kind, so without the transaction's id. */
  Heard.Wrong wrong(String asked, String id) {
    String text = id.isEmpty() ? body : body.replace(id, "ID");
    return new Heard.Wrong("%s: %d %s".formatted(asked, status, text));
  }

  private static JsonNode parsed(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  private static int endOfHead(byte[] received, int count) {
    for (int at = 3; at < count; at++) {
      if (received[at] == '\n' && received[at - 1] == '\r' && received[at - 2] == '\n') {
        return at + 1;
      }
    }
    return -1;
  }

  private static int bodyLength(String head) {
    return header(head, "content-length")
        .map(Integer::parseInt)
        .orElseThrow(
            () -> new IllegalArgumentException("the length of the body is not given: " + head));
  }

  private static Optional<String> header(String head, String name) {
    int at = head.toLowerCase(Locale.ROOT).indexOf("\n" + name.toLowerCase(Locale.ROOT) + ":");
    if (at < 0) {
      return Optional.empty();
    }
    int from = at + name.length() + 2;
    return Optional.of(head.substring(from, head.indexOf('\r', from)).strip());
  }
}
