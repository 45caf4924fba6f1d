package dev.lockstep.app;

import com.sun.net.httpserver.HttpExchange;
import dev.lockstep.rest.client.FakePeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The same, with something that enlists everybody as Narayana does, and little room: one vote at a
 * time, one large body, and a journal that soon gives up where another writer holds it.
 */
public class RestAtPlant extends SimulatedPlant {
  /** Below it, nobody is answered before {@link #LET_GO} is called. */
  static final String SLOW = "/slow/";

  static final String FAST = "/fast/";
  static final String LET_GO = "/let-go";

  /**
   * Transactions of a coordinator that has what the REST-AT draft says, and nothing of Narayana.
   */
  static final String DRAFT = "/draft/transactions/";

  private static final String DRAFT_ENLISTMENTS = "/draft/enlistments";

  /** Something else that answers HTTP. */
  static final String NO_COORDINATOR = "/pages/";

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> keys = new HashMap<>(super.getConfigOverrides());
    // Never closed: it lives for as long as the gateway under test, which is as long as this JVM.
    FakePeer coordinator = new FakePeer();
    Object gate = new Object();
    boolean[] open = {false};
    coordinator.does(
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          synchronized (gate) {
            if (path.equals(LET_GO)) {
              open[0] = true;
              gate.notifyAll();
            }
            while (path.startsWith(SLOW.substring(0, SLOW.length() - 1)) && !open[0]) {
              gate.wait();
            }
          }
          answer(exchange);
        });
    keys.put("lockstep.restat.coordinators", coordinator.address().toString());
    keys.put("lockstep.restat.answer-max", "30s");
    keys.put("lockstep.limits.votes-max", "1");
    keys.put("lockstep.journal.busy-timeout", "100ms");
    keys.put("lockstep.limits.bodies-max", "4K");
    return keys;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith(NO_COORDINATOR)) {
      answer(exchange, 200, "<html/>");
    } else if (path.startsWith("/draft/")) {
      answerAsTheDraftSays(exchange, path);
    } else if (exchange.getRequestMethod().equals("POST")) {
      enlisted(exchange);
    } else {
      link(exchange, path);
      answer(
          exchange,
          200,
          "<transaction-manager><created>2026-11-21T23:53:51.601Z</created></transaction-manager>");
    }
  }

  private static void answerAsTheDraftSays(HttpExchange exchange, String path) throws IOException {
    if (path.equals(DRAFT_ENLISTMENTS)) {
      enlisted(exchange);
    } else if (path.startsWith(DRAFT) && !exchange.getRequestMethod().equals("POST")) {
      link(exchange, "../enlistments");
      answer(exchange, 200, "txstatus=TransactionActive");
    } else {
      answer(exchange, 404, "");
    }
  }

  private static void link(HttpExchange exchange, String enlistment) {
    exchange
        .getResponseHeaders()
        .set("Link", "<%s>; rel=\"durable-participant\"".formatted(enlistment));
  }

  private static void enlisted(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/recovery/1");
    answer(exchange, 201, "");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    boolean empty = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, empty ? -1 : bytes.length);
    if (!empty) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
