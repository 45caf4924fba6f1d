package dev.lockstep.rest.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.UsualSettings;
import dev.lockstep.device.Moment;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway in doubt asks, and believes only what it may. */
class HttpCoordinatorClientTest {
  private static final TransactionId ID = new TransactionId("t1");
  private static final String COMMIT = "{\"id\":\"t1\",\"decision\":\"COMMIT\"}";

  private final FakePeer coordinator = new FakePeer();
  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicLong ticks = new AtomicLong();
  private final String address = coordinator.address() + "/api/v1/coordinations/t1";
  private final HttpCoordinatorClient line = line(coordinator.address(), Duration.ofSeconds(5));

  private HttpCoordinatorClient line(URI allowed, Duration answerMax) {
    CoordinatorClientSettings settings =
        UsualSettings.of(
            CoordinatorClientSettings.class,
            "allowed=" + allowed,
            "answer-max=" + answerMax,
            "answer-bytes-max=2000");
    return new HttpCoordinatorClient(client, settings, this::now);
  }

  private Moment now() {
    return new Moment(Instant.EPOCH, ticks.get(), "test");
  }

  @AfterEach
  void close() {
    release.countDown();
    coordinator.close();
    client.close();
  }

  @Test
  void decisionIsAskedForAtTheCoordinationsOwnAddress() {
    coordinator.says(200, "{\"id\":\"t1\",\"decision\":\"COMMIT\"}");
    assertThat(line.ask(address, ID)).isEqualTo(new Word.Commit(address + "/decision said COMMIT"));
    coordinator.says(200, "{\"id\":\"t1\",\"decision\":\"ABORT\"}");
    assertThat(line.ask(address, ID))
        .isEqualTo(new Word.Rollback(address + "/decision said ABORT"));
    assertThat(coordinator.asked())
        .containsOnly(new FakePeer.Asked("GET", "/api/v1/coordinations/t1/decision", ""));
  }

  @Test
  void objectionIsKnownWithoutAsking() {
    assertThat(line.objection(address)).isEmpty();
    assertThat(line.objection("http://stranger:1/t1"))
        .contains("http://stranger:1/t1 is not on lockstep.coordinators.allowed");
    assertThat(line.objection("htp:/typing error").orElse("")).startsWith("not asked: ");
    assertThat(coordinator.asked()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {\"id\":\"t1\",\"decision\":\"PROBABLY\"}",
        "200 | {\"id\":\"t2\",\"decision\":\"COMMIT\"}",
        "200 | {\"decision\":\"COMMIT\"}",
        "200 | garbage",
        "201 | {\"id\":\"t1\",\"decision\":\"COMMIT\"}",
        "301 | {\"id\":\"t1\",\"decision\":\"COMMIT\"}",
        "401 | {\"id\":\"t1\",\"decision\":\"COMMIT\"}",
        "410 | {\"id\":\"t1\",\"decision\":\"ABORT\"}",
        "500 | {\"id\":\"t1\",\"decision\":\"ABORT\"}"
      })
  void everythingElseLeavesTheDoubt(int status, String body) {
    coordinator.says(status, body);
    assertThat(line.ask(address, ID)).isInstanceOf(Word.Silence.class);
  }

  @Test
  void coordinatorThatHasNotDecidedIsNoSilentOne() {
    coordinator.says(200, "{\"id\":\"t1\",\"decision\":\"UNDECIDED\"}");
    assertThat(line.ask(address, ID)).isInstanceOf(Word.Undecided.class);
  }

  @Test
  void coordinatorThatDoesNotKnowIsSuspectedAndNeverTakenForAbort() {
    coordinator.says(404, "{\"type\":\"/problems/unknown-coordination\"}");
    assertThat(line.ask(address, ID))
        .isInstanceOfSatisfying(
            Word.Silence.class,
            silence -> assertThat(silence.detail()).contains("suspected of having lost"));
  }

  @Test
  void answerThatIsTooLongIsNotBelieved() {
    coordinator.says(
        200, "{\"id\":\"t1\",\"decision\":\"COMMIT\",\"more\":\"" + "x".repeat(2_000) + "\"}");
    assertThat(line.ask(address, ID)).isInstanceOf(Word.Silence.class);
  }

  @Test
  @Tag("fault")
  void coordinatorThatHangsIsGivenUpInTime() {
    coordinator.does(exchange -> release.await());
    assertThat(line(coordinator.address(), Duration.ofMillis(200)).ask(address, ID))
        .isInstanceOf(Word.Silence.class);
  }

  @Test
  @Tag("fault")
  void coordinatorWhoseAnswerComesDropByDropIsGivenUpInTime() {
    byte[] body = COMMIT.getBytes(StandardCharsets.UTF_8);
    coordinator.does(
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          for (int each = 0; each < body.length - 1; each++) {
            exchange.getResponseBody().write(body[each]);
            exchange.getResponseBody().flush();
            if (release.await(50, TimeUnit.MILLISECONDS)) {
              return;
            }
          }
        });
    assertThat(line(coordinator.address(), Duration.ofMillis(300)).ask(address, ID))
        .isInstanceOf(Word.Silence.class);
  }

  @Test
  @Tag("fault")
  void answerThatBreaksOffIsNotBelieved() {
    coordinator.does(
        exchange -> {
          exchange.sendResponseHeaders(200, COMMIT.length() + 100L);
          exchange.getResponseBody().write(COMMIT.getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
        });
    assertThat(line.ask(address, ID)).isInstanceOf(Word.Silence.class);
  }

  @Test
  @Tag("fault")
  void coordinatorThatPointsElsewhereIsNotFollowed() {
    try (FakePeer elsewhere = new FakePeer()) {
      elsewhere.says(200, COMMIT);
      coordinator.says(307, "", Map.of("Location", elsewhere.address() + "/decision"));
      assertThat(line.ask(address, ID)).isInstanceOf(Word.Silence.class);
      assertThat(elsewhere.asked()).isEmpty();
    }
  }

  @Test
  @Tag("fault")
  void questionsBehindOneThatNobodyAnsweredAreNotAsked() throws Exception {
    coordinator.does(exchange -> release.await());
    HttpCoordinatorClient impatient = line(coordinator.address(), Duration.ofMillis(500));

    List<Word> heard = askedAtOnce(impatient, 1_000);

    assertThat(heard).hasSize(1_000).allMatch(Word.Silence.class::isInstance);
    assertThat(coordinator.asked()).hasSize(1);
  }

  @ParameterizedTest
  @Tag("fault")
  @ValueSource(ints = {429, 502, 503, 504})
  void coordinatorThatCannotAnswerIsLeftAloneForAWhile(int status) throws Exception {
    coordinator.says(status, "");

    assertThat(askedAtOnce(line, 100)).hasSize(100).allMatch(Word.Silence.class::isInstance);

    assertThat(coordinator.asked()).hasSize(1);
  }

  @Test
  @Tag("fault")
  void coordinatorThatIsBackIsAskedAgainAfterAWhile() {
    coordinator.says(503, "");
    assertThat(line.ask(address, ID)).isInstanceOf(Word.Silence.class);
    coordinator.says(200, COMMIT);

    assertThat(line.ask(address, ID)).isInstanceOf(Word.Silence.class);
    ticks.addAndGet(Duration.ofSeconds(5).toNanos());

    assertThat(line.ask(address, ID)).isInstanceOf(Word.Commit.class);
    assertThat(coordinator.asked()).hasSize(2);
  }

  @Test
  @Tag("fault")
  void transactionThatOneCoordinatorHasTroubleWithKeepsNoOtherFromAsking() {
    coordinator.says(500, "");
    assertThat(line.ask(address, ID)).isInstanceOf(Word.Silence.class);
    coordinator.says(200, COMMIT);

    assertThat(line.ask(address, ID)).isInstanceOf(Word.Commit.class);
  }

  private List<Word> askedAtOnce(HttpCoordinatorClient asking, int askers) throws Exception {
    Queue<Word> heard = new ConcurrentLinkedQueue<>();
    List<Thread> threads =
        IntStream.range(0, askers)
            .mapToObj(each -> Thread.startVirtualThread(() -> heard.add(asking.ask(address, ID))))
            .toList();
    for (Thread each : threads) {
      each.join();
    }
    return List.copyOf(heard);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:PORT1/api/v1/coordinations/t1",
        "http://127.0.0.1.evil.example:PORT/api/v1/coordinations/t1",
        "http://127.0.0.1:PORT@evil.example/api/v1/coordinations/t1",
        "https://127.0.0.1:PORT/api/v1/coordinations/t1",
        "http://127.0.0.1:PORT/api/v1/coordinationsX/t1",
        "http://127.0.0.1:PORT/api/v1/coordinations/../../../admin",
        "http://127.0.0.1:PORT/api/v1/coordinations/%2e%2e/x",
        "http://127.0.0.1:PORT/api/v1/coordinations/t1?x=y",
        "http://127.0.0.1:PORT/api/v1/coordinations/t1#x",
        "file:///etc/passwd",
        "not an address",
        ""
      })
  void strangersAreNotCalled(String stranger) {
    coordinator.says(200, "{\"id\":\"t1\",\"decision\":\"COMMIT\"}");
    URI allowed = URI.create(coordinator.address() + "/api/v1/coordinations");
    String there = stranger.replace("PORT", String.valueOf(coordinator.address().getPort()));
    assertThat(line(allowed, Duration.ofSeconds(5)).ask(there, ID))
        .isInstanceOf(Word.Silence.class);
    assertThat(coordinator.asked()).isEmpty();
  }

  @Test
  void whoeverIsNotOnTheListIsNamedWithTheList() {
    assertThat(line.ask("http://127.0.0.2:1/api", ID))
        .isEqualTo(
            new Word.Silence("http://127.0.0.2:1/api is not on lockstep.coordinators.allowed"));
  }

  @Test
  void questionsToOneCoordinatorGoOneAfterTheOther() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    coordinator.does(
        exchange -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          byte[] body = "{\"id\":\"t1\",\"decision\":\"COMMIT\"}".getBytes(StandardCharsets.UTF_8);
          inside.decrementAndGet();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
        });
    List<Thread> askers =
        IntStream.range(0, 20)
            .mapToObj(each -> Thread.startVirtualThread(() -> line.ask(address, ID)))
            .toList();
    for (Thread each : askers) {
      each.join();
    }
    assertThat(coordinator.asked()).hasSize(20);
    assertThat(most).hasValue(1);
  }
}
