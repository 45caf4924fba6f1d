package dev.lockstep.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer as it came over the wire.
 *
 * @param length of the whole of it, head and body, in bytes
 */
record HttpAnswer(int status, String body, int length) {
  private static final String LENGTH = "content-length:";

  /**
   * Reads as little of HTTP/1.1 as the gateway writes: a status line, headers, and a body of a
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
    return Optional.of(new HttpAnswer(status, text, length));
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
    String lower = head.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("\n" + LENGTH);
    if (at < 0) {
      throw new IllegalArgumentException("the length of the body is not given: " + head);
    }
    int from = at + 1 + LENGTH.length();
    return Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
  }
}
