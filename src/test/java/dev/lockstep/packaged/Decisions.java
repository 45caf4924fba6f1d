package dev.lockstep.packaged;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** The coordinator's memory, where a gateway in doubt asks: {@code GET /ID/decision}. */
final class Decisions implements AutoCloseable {
  private final Map<String, Tale> tales = new ConcurrentHashMap<>();
  private final HttpServer server;

  private Decisions(HttpServer server) {
    this.server = server;
  }

  /** On a port that was free. */
  static Decisions listen() {
    try {
      var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      Decisions decisions = new Decisions(HttpServer.create(loopback, 0));
      decisions.server.createContext("/", decisions::answer);
      decisions.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      decisions.server.start();
      return decisions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on it is undecided, and no longer unknown. */
  void begin(Tale tale) {
    tales.put(tale.id(), tale);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().split("/", -1);
      Tale tale = path.length == 3 ? tales.get(path[1]) : null;
      if (tale == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      String word =
          "{\"id\":\"%s\",\"decision\":\"%s\"}"
              .formatted(tale.id(), tale.decision().map(Enum::name).orElse("UNDECIDED"));
      byte[] body = word.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
