package dev.lockstep.app.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An HTTP server that answers as a gateway would, and remembers what it was asked. */
final class PlayedGateway implements AutoCloseable {
  private static final int LOST = -1;

  private final HttpServer server;
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  private record Reply(int status, String type, String body, Map<String, String> headers) {}

  /** A request as it came. */
  record Asked(String line, String body, String authorization) {}

  PlayedGateway() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on this is answered with 200; called again, with the next answer after the first. */
  PlayedGateway on(String line, String body) {
    return on(line, 200, body);
  }

  PlayedGateway on(String line, int status, String body) {
    String type = status < 400 ? "application/json" : "application/problem+json";
    return reply(line, new Reply(status, type, body, Map.of()));
  }

  PlayedGateway file(String line, String name, String body) {
    String disposition = "attachment; filename=\"" + name + "\"";
    Map<String, String> headers = Map.of("Content-Disposition", disposition);
    return reply(line, new Reply(200, "application/zip", body, headers));
  }

  /** The request is read, and the connection then closed without a word. */
  PlayedGateway losing(String line) {
    return reply(line, new Reply(LOST, "", "", Map.of()));
  }

  /** A problem of this type. */
  PlayedGateway refusing(String line, int status, String type, String detail) {
    return on(
        line,
        status,
        "{\"type\":\"/problems/%s\",\"title\":\"T\",\"status\":%d,\"detail\":\"%s\"}"
            .formatted(type, status, detail));
  }

  private PlayedGateway reply(String line, Reply reply) {
    replies.computeIfAbsent(line, each -> new ArrayDeque<>()).add(reply);
    return this;
  }

  List<Asked> asked() {
    return new ArrayList<>(asked);
  }

  /** The bodies that were sent with this request line, in their order. */
  List<String> bodies(String line) {
    return asked.stream().filter(each -> each.line().equals(line)).map(Asked::body).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(
        new Asked(
            line, body, String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
    Reply reply = next(line);
    if (reply.status() == LOST) {
      exchange.close();
      return;
    }
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** The last one is given again and again. */
  private Reply next(String line) {
    Deque<Reply> known = replies.get(line);
    if (known == null) {
      String missing =
          "{\"type\":\"/problems/not-found\",\"title\":\"T\",\"status\":404,\"detail\":\"nothing\"}";
      return new Reply(404, "application/problem+json", missing, Map.of());
    }
    synchronized (known) {
      return known.size() > 1 ? known.removeFirst() : known.getFirst();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
