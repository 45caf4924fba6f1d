package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A flood of wrong passwords for the coordinator's own name, from many addresses, while the
 * coordinator works from its own. Hashing them all would take all processors, and refusing them by
 * name would refuse the coordinator.
 */
@QuarkusTest
@TestProfile(LoginFloodTest.Plant.class)
class LoginFloodTest {
  /** Of its own, for names that were guessed at stay so for a quarter of an hour. */
  public static final class Plant extends SecuredPlant {}

  private static final int ADDRESSES = 24;
  private static final int VOTES = 40;
  private static final int GUESSES_MIN = 1_000;

  /** Of one address: the first ones, and each that comes when a delay is over. */
  private static final int HASHED_MAX = 16;

  private static final String COMMAND =
      "{\"device\": \"press-1\", \"command\": \"Force\", \"arguments\": {\"Force\": 7}}";

  @TestHTTPResource("/")
  URI base;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger guesses = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();
  private final AtomicInteger delayed = new AtomicInteger();

  @Test
  void coordinatorVotesWhileItsNameIsGuessedAtFromElsewhere() throws Exception {
    ApiCaller cora = new ApiCaller(base, Optional.empty()).as("cora", SecuredPlant.PASSWORD);
    List<Future<?>> flood = new ArrayList<>();
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int host = 2; host < 2 + ADDRESSES; host++) {
        InetAddress address = InetAddress.getByName("127.0.0." + host);
        flood.add(each.submit(() -> guess(address)));
      }
      try {
        for (int vote = 0; vote < VOTES || guesses.get() < GUESSES_MIN; vote++) {
          String id = "flood-" + vote;
          assertThat(cora.prepare(id, COMMAND).status()).as(id).isEqualTo(200);
          assertThat(cora.post("/api/v1/transactions/" + id + "/rollback").status()).isEqualTo(200);
        }
      } finally {
        over.set(true);
      }
    }
    for (Future<?> each : flood) {
      each.get();
    }

    assertThat(delayed.get()).as("told to wait").isGreaterThan(guesses.get() / 2);
    assertThat(wrong.get()).as("hashed").isLessThan(ADDRESSES * HASHED_MAX);
  }

  private Object guess(InetAddress address) throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .localAddress(address)
            .connectTimeout(Duration.ofSeconds(20))
            .build()) {
      while (!over.get()) {
        String login = "cora:guess " + guesses.incrementAndGet();
        String encoded = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        HttpRequest request =
            HttpRequest.newBuilder(base.resolve("/api/v1/devices"))
                .header("Authorization", "Basic " + encoded)
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        switch (answer.statusCode()) {
          case 401 -> wrong.incrementAndGet();
          case 429 -> {
            delayed.incrementAndGet();
            assertThat(answer.body()).contains("/problems/too-many-guesses");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
          }
          default -> assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        }
      }
    }
    return guesses;
  }
}
