package dev.lockstep.rest.client;

import dev.lockstep.UsualSettings;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.transaction.TransactionId;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * One gateway that answers what the test says, and what a coordinator asks it with: impatient, one
 * request at a time.
 */
final class AskedGateway implements AutoCloseable {
  static final TransactionId ID = new TransactionId("changeover:7");
  static final Duration PATIENCE = Duration.ofMillis(400);

  /** So many octets of an answer are read. */
  static final int ANSWER_MAX = 2_000;

  final FakePeer gateway = new FakePeer();
  private final Vertx vertx = Vertx.vertx();
  private final CountDownLatch released = new CountDownLatch(1);
  final HttpParticipantClient gateways;

  AskedGateway() {
    this(PATIENCE);
  }

  /**
   * @param patience how long an answer is waited for
   */
  AskedGateway(Duration patience) {
    this(patience, Duration.ofMillis(20));
  }

  /**
   * @param together forgets of this time go in one call
   */
  AskedGateway(Duration patience, Duration together) {
    gateways =
        new HttpParticipantClient(
            connections(Optional.empty()),
            HttpParticipantClient.at(URI.create("http://coordinator.plant:8080")),
            settings(patience, together));
  }

  private AsyncHttpCaller.Connections connections(
      Optional<Function<URI, Optional<String>>> password) {
    return new AsyncHttpCaller.Connections(vertx, vertx.createHttpClient(), password);
  }

  /** What came of it. */
  static <T> T now(CompletionStage<T> call) {
    return call.toCompletableFuture().join();
  }

  private static CoordinatorSettings settings(Duration patience, Duration together) {
    return UsualSettings.of(
        CoordinatorSettings.class,
        "transit-max=" + patience,
        "request-max=" + patience,
        "forget-pause=" + together,
        "requests-per-gateway-max=1",
        "answer-bytes-max=" + ANSWER_MAX);
  }

  /** Answers nothing more before the test is over. */
  void hold() throws InterruptedException {
    released.await();
  }

  @Override
  public void close() {
    released.countDown();
    gateway.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
