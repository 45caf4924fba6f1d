package dev.lockstep.app;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sends a request target as it is: no client in between that makes another one of it. */
final class RawRequest {
  private RawRequest() {}

  /**
   * The answer's status line, head and body.
   *
   * @param target goes over the wire as ISO 8859-1
   */
  static String answer(URI base, String method, String target) {
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      String request =
          "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
              .formatted(method, target, base.getAuthority());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreachable) {
      throw new AssertionError(method + " " + target, unreachable);
    }
  }
}
