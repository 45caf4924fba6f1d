package dev.lockstep.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.plant.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A server that plays DTM (dtm.pub) from its public HTTP protocol, TCC alone: prepare,
 * registerBranch, submit, abort, forceStop and query; confirm and cancel are called in the reverse
 * order of the branches, again and again until SUCCESS. It can be killed, and started again with
 * what it had stored.
 */
final class DtmServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** What DTM waits for a branch. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);

  private final int port = FreePorts.lasting();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Global> stored = new ConcurrentHashMap<>();
  private final List<String> answers = new CopyOnWriteArrayList<>();
  private volatile HttpServer server;
  private volatile ScheduledExecutorService retries;
  private volatile boolean running;

  /** A global transaction as it is stored. */
  private static final class Global {
    private volatile String status = "prepared";
    private final List<BranchOp> branches = new CopyOnWriteArrayList<>();
  }

  /** One call that a branch has registered. */
  private static final class BranchOp {
    private final String branch;
    private final String op;
    private final String url;
    private final String data;
    private volatile String status = "prepared";

    private BranchOp(String branch, String op, String url, String data) {
      this.branch = branch;
      this.op = op;
      this.url = url;
      this.data = data;
    }
  }

  DtmServer start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/api/dtmsvr/", this::handle);
    server.start();
    running = true;
    retries = Executors.newSingleThreadScheduledExecutor();
    var unused =
        retries.scheduleWithFixedDelay(
            () -> stored.forEach(this::once), 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  void kill() {
    running = false;
    retries.shutdownNow();
    server.stop(0);
  }

  String address() {
    return "http://127.0.0.1:%d/api/dtmsvr".formatted(port);
  }

  /** What the branches answered to confirm and cancel: {@code OP STATUS BODY}. */
  List<String> answers() {
    return List.copyOf(answers);
  }

  String status(String gid) {
    Global global = stored.get(gid);
    return global == null ? "" : global.status;
  }

  /** Drops it, as DTM does some time after the end. */
  void drop(String gid) {
    stored.remove(gid);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      Map<String, Object> answer =
          path.endsWith("/query")
              ? query(exchange.getRequestURI().getQuery().replaceFirst("^gid=", ""))
              : act(path.substring(path.lastIndexOf('/') + 1), JSON.readTree(body));
      byte[] bytes = JSON.writeValueAsBytes(answer);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Map<String, Object> query(String gid) {
    Map<String, Object> answer = new LinkedHashMap<>();
    Global global = stored.get(gid);
    List<Map<String, String>> branches = new ArrayList<>();
    if (global != null) {
      global.branches.forEach(
          each ->
              branches.add(Map.of("branch_id", each.branch, "op", each.op, "status", each.status)));
    }
    answer.put("branches", branches);
    answer.put(
        "transaction",
        global == null ? null : Map.of("gid", gid, "trans_type", "tcc", "status", global.status));
    return answer;
  }

  private Map<String, Object> act(String act, JsonNode body) {
    String gid = body.path("gid").asText();
    Global global = stored.computeIfAbsent(gid, same -> new Global());
    switch (act) {
      case "prepare" -> {}
      case "submit" -> global.status = "submitted";
      case "abort" -> global.status = "aborting";
      case "forceStop" -> global.status = "failed";
      case "registerBranch" -> {
        String branch = body.path("branch_id").asText();
        for (String op : List.of("cancel", "confirm")) {
          global.branches.add(
              new BranchOp(branch, op, body.path(op).asText(), body.path("data").asText()));
        }
      }
      default -> throw new IllegalArgumentException(act);
    }
    return Map.of("dtm_result", "SUCCESS");
  }

  private void once(String gid, Global global) {
    String op =
        Map.of("submitted", "confirm", "aborting", "cancel").getOrDefault(global.status, "");
    List<BranchOp> branches =
        global.branches.stream().filter(each -> each.op.equals(op)).toList().reversed();
    for (BranchOp each : branches) {
      if (each.status.equals("prepared")) {
        if (!running || !called(gid, each)) {
          return;
        }
        each.status = "succeed";
      }
    }
    if (!op.isEmpty()) {
      global.status = op.equals("confirm") ? "succeed" : "failed";
    }
  }

  private boolean called(String gid, BranchOp branch) {
    URI address =
        URI.create(
            "%s?gid=%s&trans_type=tcc&branch_id=%s&op=%s"
                .formatted(branch.url, gid, branch.branch, branch.op));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(REQUEST_TIMEOUT)
            .header("Content-Type", "application/json");
    try {
      HttpResponse<String> answer =
          client.send(
              branch.data.isEmpty()
                  ? request.GET().build()
                  : request.POST(BodyPublishers.ofString(branch.data)).build(),
              BodyHandlers.ofString());
      answers.add("%s %d %s".formatted(branch.op, answer.statusCode(), answer.body()));
      return succeeded(answer);
    } catch (IOException away) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** As DTM's own clients read an answer, with what they do for servers before 1.10. */
  static boolean succeeded(HttpResponse<String> answer) {
    return answer.statusCode() == 200
        && !answer.body().contains("ONGOING")
        && !answer.body().contains("FAILURE");
  }

  @Override
  public void close() {
    kill();
    client.close();
  }
}
