package dev.lockstep.packaged;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** A gateway with one oven, as a coordinator sees it, that votes COMMIT when it is let. */
final class SlowGateway implements AutoCloseable {
  private static final String OVEN =
      """
      {"name": "oven", "commands": [{"name": "SetProgram", "access": "RW", "arguments":
        [{"resource": "Program", "type": "Uint16", "minimum": 1, "maximum": 40}]}]}
      """;
  private static final String COMMIT =
      """
      {"vote": "COMMIT", "promise": "CHECKED",
       "readings": [{"device": "oven", "resource": "Program", "value": 7}]}
      """;

  private final HttpServer server;
  private final Semaphore votes = new Semaphore(0);

  /** On a port that was free. */
  SlowGateway() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Lets one vote go: that which is held, or the next. */
  void vote() {
    votes.release();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body =
        switch (path.substring(path.lastIndexOf('/') + 1)) {
          case "oven" -> OVEN;
          case "prepare" -> {
            votes.acquireUninterruptibly();
            yield COMMIT;
          }
          case "commit" -> "{\"state\": \"ENDED\", \"outcome\": \"COMMITTED\"}";
          case "rollback" -> "{\"state\": \"ENDED\", \"outcome\": \"ROLLED_BACK\"}";
          default -> "{}";
        };
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    votes.release(10);
    server.stop(0);
  }
}
