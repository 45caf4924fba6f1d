package dev.lockstep.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A coordinator that cannot answer yet: says 503 to every question, and counts. Thread-safe. */
final class CountingCoordinator implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final HttpServer server;

  CountingCoordinator() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How often it was asked so far. */
  int questions() {
    return questions.get();
  }

  /** The most questions that were under way at once. */
  int atOnce() {
    return atOnce.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    questions.incrementAndGet();
    atOnce.accumulateAndGet(inside.incrementAndGet(), Math::max);
    try (exchange) {
      // Counted out before the answer leaves: the next question may come with it.
      inside.decrementAndGet();
      exchange.sendResponseHeaders(503, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
