package dev.lockstep.app;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Sends a request target as it is: no client in between that makes another one of it. */
final class RawRequest {
  private static final int PATIENCE_MILLIS = 30_000;

  private RawRequest() {}

  /**
   * The answer's status line, head and body.
   *
   * @param target goes over the wire as ISO 8859-1
   */
  static String answer(URI base, String method, String target) {
    return answer(base, method + " " + target, List.of("Host: " + base.getAuthority()));
  }

  /**
   * The same with header fields as they are.
   *
   * @param line method and target
   * @param fields besides those that say that there is no body, and nothing more
   */
  static String answer(URI base, String line, List<String> fields) {
    StringBuilder request = new StringBuilder(line).append(" HTTP/1.1\r\n");
    fields.forEach(field -> request.append(field).append("\r\n"));
    return answer(base, request + "Content-Length: 0\r\nConnection: close\r\n\r\n");
  }

  /** What comes until the server closes. */
  static String answer(URI base, String request) {
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreachable) {
      throw new AssertionError(request, unreachable);
    }
  }
}
