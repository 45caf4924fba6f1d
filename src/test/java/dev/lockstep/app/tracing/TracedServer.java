package dev.lockstep.app.tracing;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server whose requests about transactions are seen as the gateway's are, and a client of it. */
final class TracedServer implements AutoCloseable {
  private static final ThreadLocal<RoutingContext> ANSWERED = new ThreadLocal<>();

  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Vertx vertx =
      new VertxBuilder(new VertxOptions().setEventLoopPoolSize(2))
          .init()
          .findTransport(new JDKTransport())
          .vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;

  /** Answers a request; 503 where it throws. */
  @FunctionalInterface
  interface Answering {
    String answer(RoutingContext call) throws Exception;
  }

  TracedServer(Optional<Consumer<RoutingContext>> seen, Answering answering) throws Exception {
    Router router = Router.router(vertx);
    seen.ifPresent(
        each ->
            router
                .route()
                .handler(
                    call -> {
                      each.accept(call);
                      call.next();
                    }));
    router
        .post("/api/v1/transactions/:id/:verb")
        .handler(call -> workers.execute(() -> answer(call, answering)));
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
  }

  /** The request that the thread at hand answers. */
  static @Nullable RoutingContext answered() {
    return ANSWERED.get();
  }

  private static void answer(RoutingContext call, Answering answering) {
    ANSWERED.set(call);
    try {
      call.response().setStatusCode(200).end(answering.answer(call));
    } catch (Exception failed) {
      call.response().setStatusCode(503).end(String.valueOf(failed));
    } finally {
      ANSWERED.remove();
    }
  }

  /**
   * Calls it.
   *
   * @param traceparent none where it is empty
   */
  HttpResponse<String> post(String path, String traceparent) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
            .POST(HttpRequest.BodyPublishers.noBody());
    if (!traceparent.isEmpty()) {
      request.header("traceparent", traceparent);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    var unused = vertx.close();
    workers.shutdownNow();
    client.shutdownNow();
  }
}
