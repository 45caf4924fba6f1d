package dev.lockstep.narayana;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.plant.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An address that a gateway has left: what answers there now. */
public final class FormerAddress implements AutoCloseable {
  private final HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile int status;
  private volatile String next = "";

  /** Answers 404. */
  public FormerAddress() {
    try {
      server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.lasting()), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    status = 404;
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      if (!next.isEmpty()) {
        exchange.getResponseHeaders().set("Location", next + exchange.getRequestURI());
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Sends everybody on.
   *
   * @param status 301 or 307
   * @param where the same path follows there
   */
  public void leadOn(int status, String where) {
    this.next = where;
    this.status = status;
  }

  /** Knows nobody. */
  public void deny() {
    next = "";
    status = 404;
  }

  /** Method and path of each request. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** From now on nobody answers there. */
  @Override
  public void close() {
    server.stop(0);
  }
}
