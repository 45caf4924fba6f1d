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
    boolean enlist = exchange.getRequestMethod().equals("POST");
    String life = "2026-11-21T23:53:51.601Z";
    byte[] body =
        "<transaction-manager><created>%s</created></transaction-manager>"
            .formatted(life)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/recovery/1");
    exchange.sendResponseHeaders(enlist ? 201 : 200, enlist ? -1 : body.length);
    if (!enlist) {
      exchange.getResponseBody().write(body);
    }
  }
}
