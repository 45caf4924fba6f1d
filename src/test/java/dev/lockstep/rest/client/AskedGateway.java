package dev.lockstep.rest.client;

import dev.lockstep.UsualSettings;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

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
  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch released = new CountDownLatch(1);
  final HttpParticipantClient gateways =
      new HttpParticipantClient(
          client,
          HttpParticipantClient.at(URI.create("http://coordinator.plant:8080")),
          settings());

  private static CoordinatorSettings settings() {
    return UsualSettings.of(
        CoordinatorSettings.class,
        "transit-max=" + PATIENCE,
        "request-max=" + PATIENCE,
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
    client.close();
  }
}
