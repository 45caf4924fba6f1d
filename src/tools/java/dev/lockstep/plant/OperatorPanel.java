package dev.lockstep.plant;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Map;

/**
 * What a person does and sees at the machines themselves, over HTTP on loopback: {@code GET /} what
 * they show, {@code GET /press/thumbprint} the press's certificate (SHA-256), and {@code POST} of
 * one of the {@link #acts}. Every act answers with what the machines show then.
 */
final class OperatorPanel implements AutoCloseable {
  private final Plant plant;
  private final HttpServer server;

  /**
   * Listens at once.
   *
   * @throws IOException where the port is taken
   */
  OperatorPanel(Plant plant, int port) throws IOException {
    this.plant = plant;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What a person can do at the press, by its path. */
  private Map<String, Runnable> acts() {
    Press press = plant.press();
    return Map.of(
        "/press/guard/open", press::openGuard,
        "/press/guard/close", press::closeGuard,
        "/press/silent-at-cycle", press::fallSilentAtCycle,
        "/press/answer", press::answer);
  }

  private void answer(HttpExchange call) throws IOException {
    String path = call.getRequestURI().getPath();
    boolean acts = call.getRequestMethod().equals("POST");
    Runnable act = acts().get(path);
    if (acts && act != null) {
      act.run();
      say(call, 200, shown());
    } else if (!acts && path.equals("/")) {
      say(call, 200, shown());
    } else if (!acts && path.equals("/press/thumbprint")) {
      say(call, 200, thumbprint(plant.press().certificate()));
    } else {
      say(call, 404, "GET / or /press/thumbprint, or POST " + acts().keySet());
    }
  }

  private String shown() {
    return String.join("\n", plant.shown().lines());
  }

  private static String thumbprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private static void say(HttpExchange call, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, body.length);
    try (var out = call.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
