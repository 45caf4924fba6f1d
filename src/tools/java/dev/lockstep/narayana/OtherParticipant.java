package dev.lockstep.narayana;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A participant that is no gateway. Asked to prepare it says nothing until the test lets it: so
 * that a gateway has voted, and the coordinator has not decided.
 */
public final class OtherParticipant implements AutoCloseable {
  private final CompletableFuture<Integer> vote = new CompletableFuture<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  public OtherParticipant() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      told.add(body);
      int status = body.equals("txstatus=TransactionPrepared") ? vote.join() : 200;
      byte[] answer = (status == 200 ? body : "").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  public String address() {
    return "http://127.0.0.1:%d/other".formatted(server.getAddress().getPort());
  }

  /** Votes COMMIT. */
  public void agree() {
    vote.complete(200);
  }

  /** Votes ROLLBACK. */
  public void refuse() {
    vote.complete(409);
  }

  /** The bodies it was sent. */
  public List<String> told() {
    return List.copyOf(told);
  }

  @Override
  public void close() {
    vote.complete(409);
    server.stop(0);
    threads.shutdownNow();
  }
}
