package dev.lockstep.packaged;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A coordinator that is asked, and counts. Thread-safe. */
final class AskedCoordinator implements AutoCloseable {
  private static final String PATH = "/coordinations/";

  /** How it is. */
  enum Mood {
    /** Takes questions and answers none. */
    FROZEN,
    /** Has lost its log: knows nothing. */
    FORGETFUL,
    /** Says COMMIT. */
    WELL
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger insideMost = new AtomicInteger();
  private volatile Mood mood;

  AskedCoordinator(Mood mood) {
    this.mood = mood;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(PATH, this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  String address(String id) {
    return address() + PATH + id;
  }

  void becomes(Mood next) {
    mood = next;
  }

  /** How often it was asked. */
  int questions() {
    return questions.get();
  }

  /** The most questions that were under way at once. */
  int atOnce() {
    return insideMost.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    questions.incrementAndGet();
    insideMost.accumulateAndGet(inside.incrementAndGet(), Math::max);
    try (exchange) {
      String id = exchange.getRequestURI().getPath().split("/", -1)[2];
      switch (mood) {
        case FROZEN -> {
          // Whoever gave up waiting is no longer counted as waiting.
          inside.decrementAndGet();
          end.await();
        }
        case FORGETFUL -> say(exchange, 404, "{\"type\":\"/problems/unknown-coordination\"}");
        case WELL -> say(exchange, 200, "{\"id\":\"%s\",\"decision\":\"COMMIT\"}".formatted(id));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Counted out before the answer leaves: the next question may come with it. */
  private void say(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    inside.decrementAndGet();
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
