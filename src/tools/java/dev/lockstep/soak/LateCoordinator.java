package dev.lockstep.soak;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A coordinator that never tells a decision by itself and must be asked, and that at times answers
 * nobody. Thread-safe.
 */
final class LateCoordinator implements AutoCloseable {
  private static final String PATH = "/coordinations/";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean gone;

  private LateCoordinator(HttpServer server) {
    this.server = server;
  }

  static LateCoordinator start() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    LateCoordinator coordinator = new LateCoordinator(server);
    server.setExecutor(coordinator.threads);
    server.createContext(PATH, coordinator::answer);
    server.start();
    return coordinator;
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Where it is asked about that transaction. */
  String address(String id) {
    return address() + PATH + id;
  }

  void gone(boolean now) {
    gone = now;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (gone) {
        // Closed without a word.
        return;
      }
      String id = exchange.getRequestURI().getPath().split("/", -1)[2];
      String decision = id.hashCode() % 2 == 0 ? "COMMIT" : "ABORT";
      String body = "{\"id\":\"%s\",\"decision\":\"%s\"}".formatted(id, decision);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
