package dev.lockstep.rest.client;

import dev.lockstep.rest.Problem;
import dev.lockstep.rest.client.HttpCaller.HttpAnswer;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Asynchronous HTTP client with bounds: every call ends within its time, whatever the peer does, so
 * many are under way to one peer, and no more of an answer is read than is allowed. Connections are
 * kept, and no thread waits. Thread-safe.
 */
public final class AsyncHttpCaller {
  static final String ACCEPTED = "application/json, " + Problem.MEDIA_TYPE;

  private final Connections connections;
  private final Limits limits;

  /** Bounded by the addresses that may be called. */
  private final Map<String, PeerLine> lines = new ConcurrentHashMap<>();

  /**
   * What it calls by.
   *
   * @param vertx runs everything that belongs to one peer on one of its event loops
   * @param client with TLS and a pool; follows no redirects
   * @param password the value of an Authorization header for an address that asks for one, none
   *     where this process has none for it; empty where it has no user at all
   * @param observer of every call
   */
  public record Connections(
      Vertx vertx,
      HttpClient client,
      Optional<Function<URI, Optional<String>>> password,
      CallObserver observer) {

    /** Connections that are not observed. */
    public Connections(
        Vertx vertx, HttpClient client, Optional<Function<URI, Optional<String>>> password) {
      this(vertx, client, password, CallObserver.NONE);
    }
  }

  /**
   * Bounds.
   *
   * @param underWay requests to one peer at one time
   * @param answerBytes of an answer that are read
   */
  record Limits(int underWay, int answerBytes) {}

  AsyncHttpCaller(Connections connections, Limits limits) {
    this.connections = connections;
    this.limits = limits;
  }

  /**
   * A request.
   *
   * @param peer scheme, host and port, and what of the path is the peer's
   * @param path behind that
   * @param body JSON, where one is sent
   * @param headers beside those that every call has
   */
  record Call(
      HttpMethod method,
      URI peer,
      String path,
      Optional<Buffer> body,
      Map<String, String> headers) {
    private Call(HttpMethod method, URI peer, String path, Optional<Buffer> body) {
      this(method, peer, path, body, Map.of());
    }

    private Call with(Map<String, String> more) {
      return more.isEmpty() ? this : new Call(method, peer, path, body, more);
    }

    static Call post(URI peer, String path, byte[] body) {
      return new Call(HttpMethod.POST, peer, path, Optional.of(Buffer.buffer(body)));
    }

    static Call post(URI peer, String path) {
      return new Call(HttpMethod.POST, peer, path, Optional.empty());
    }

    static Call get(URI peer, String path) {
      return new Call(HttpMethod.GET, peer, path, Optional.empty());
    }

    static Call delete(URI peer, String path) {
      return new Call(HttpMethod.DELETE, peer, path, Optional.empty());
    }
  }

  /**
   * Sends it when its turn has come.
   *
   * @return fails with {@link NoAnswerException} alone, where no answer came within that time that
   *     can be used
   */
  CompletionStage<HttpAnswer> call(Call call, Duration within) {
    CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    CallObserver.ObservedCall observed =
        connections.observer().made(call.method().name(), call.peer(), call.path());
    lines
        .computeIfAbsent(
            call.peer().toString(), peer -> new PeerLine(connections, limits, call.peer()))
        .call(call.with(observed.headers()), within, answer);
    if (observed != CallObserver.ObservedCall.NONE) {
      tell(observed, answer);
    }
    return answer;
  }

  private static void tell(CallObserver.ObservedCall observed, CompletionStage<HttpAnswer> answer) {
    var unused =
        answer.whenComplete(
            (heard, fault) -> {
              if (fault == null) {
                observed.answered(heard.status());
              } else {
                observed.unanswered(String.valueOf(fault.getMessage()));
              }
            });
  }
}
