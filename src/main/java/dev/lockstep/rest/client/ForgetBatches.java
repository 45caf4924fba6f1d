package dev.lockstep.rest.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.rest.ApiPaths;
import dev.lockstep.rest.HttpJson;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.client.AsyncHttpCaller.Call;
import dev.lockstep.rest.client.HttpCaller.HttpAnswer;
import dev.lockstep.transaction.TransactionId;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forgets wait a moment for company, and go to a gateway in one request: a coordination has three
 * requests for each gateway otherwise, and no caller waits for the third. One that stays alone goes
 * as a DELETE, and so do all where a gateway does not know the call for many.
 *
 * <p>If power fails while they wait, the coordinations have not been told that they were taken, and
 * tell them again after the start. Thread-safe.
 */
final class ForgetBatches {
  /** As many as a gateway takes in one call. */
  private static final int MOST = 256;

  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;

  private final AsyncHttpCaller http;
  private final Vertx vertx;
  private final Duration pause;
  private final Duration requestMax;

  /** Bounded by the addresses that may be called. */
  private final Map<URI, List<Forget>> waiting = new HashMap<>();

  /** Gateways that do not know the call for many; bounded as the others. */
  private final Set<URI> oneByOne = ConcurrentHashMap.newKeySet();

  private record Forget(TransactionId id, CompletableFuture<Boolean> taken) {}

  /**
   * @param pause how long the first one waits for others
   * @param requestMax how long a call may take
   */
  ForgetBatches(AsyncHttpCaller http, Vertx vertx, Duration pause, Duration requestMax) {
    this.http = http;
    this.vertx = vertx;
    this.pause = pause;
    this.requestMax = requestMax;
  }

  /** Whether the gateway did, or had nothing to forget; false where there is no answer. */
  CompletionStage<Boolean> forget(TransactionId id, URI gateway) {
    Forget forget = new Forget(id, new CompletableFuture<>());
    if (pause.isZero() || oneByOne.contains(gateway)) {
      alone(forget, gateway);
    } else {
      join(forget, gateway);
    }
    return forget.taken();
  }

  private synchronized void join(Forget forget, URI gateway) {
    List<Forget> batch = waiting.computeIfAbsent(gateway, first -> new ArrayList<>());
    batch.add(forget);
    if (batch.size() == 1) {
      vertx.setTimer(Math.max(1, pause.toMillis()), due -> leave(gateway, batch));
    } else if (batch.size() == MOST) {
      leave(gateway, batch);
    }
  }

  /** Sends this batch, once: its timer and its last place may both ask for it. */
  private synchronized void leave(URI gateway, List<Forget> batch) {
    if (waiting.remove(gateway, batch)) {
      send(gateway, List.copyOf(batch));
    }
  }

  private void send(URI gateway, List<Forget> batch) {
    if (batch.size() == 1) {
      alone(batch.getFirst(), gateway);
      return;
    }
    List<String> ids = batch.stream().map(each -> each.id().value()).toList();
    Call call =
        Call.post(gateway, ApiPaths.TRANSACTIONS + "forget", HttpJson.bytes(Map.of("ids", ids)));
    var unused =
        http.call(call, requestMax)
            .whenComplete(
                (answer, fault) -> {
                  if (fault != null) {
                    batch.forEach(each -> each.taken().complete(false));
                  } else if (answer.status() == NOT_FOUND || answer.status() == NOT_ALLOWED) {
                    oneByOne.add(gateway);
                    batch.forEach(each -> alone(each, gateway));
                  } else {
                    Set<String> taken = taken(answer);
                    batch.forEach(each -> each.taken().complete(taken.contains(each.id().value())));
                  }
                });
  }

  private static Set<String> taken(HttpAnswer answer) {
    Set<String> taken = new HashSet<>();
    if (answer.status() == 200) {
      for (JsonNode each : answer.body().path("forgotten")) {
        taken.add(each.asText());
      }
    }
    return taken;
  }

  private void alone(Forget forget, URI gateway) {
    var unused =
        http.call(Call.delete(gateway, ApiPaths.TRANSACTIONS + forget.id()), requestMax)
            .whenComplete(
                (answer, fault) ->
                    forget
                        .taken()
                        .complete(
                            fault == null
                                && (answer.status() == 204
                                    || answer.status() == 200
                                    || (answer.status() == NOT_FOUND
                                        && answer.is(ProblemType.UNKNOWN_TRANSACTION)))));
  }
}
