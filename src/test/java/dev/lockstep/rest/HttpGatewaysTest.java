package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.coordinator.Objection;
import dev.lockstep.coordinator.Plan;
import dev.lockstep.coordinator.Receipt;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said to gateways, and what is made of their answers. */
class HttpGatewaysTest {
  private static final TransactionId ID = new TransactionId("changeover:7");
  private static final URI OTHER = URI.create("http://127.0.0.1:9");
  private static final Duration SHORT = Duration.ofMillis(400);

  private final FakePeer gateway = new FakePeer();
  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch release = new CountDownLatch(1);

  private final HttpGateways gateways =
      new HttpGateways(
          client,
          new CoordinatorSettings(
              URI.create("http://coordinator.plant:8080"),
              List.of(),
              new CoordinatorSettings.Times(SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT),
              new CoordinatorSettings.Limits(10, 10, 10, 1, 2_000, 5, 5)));

  @AfterEach
  void close() {
    release.countDown();
    gateway.close();
    client.close();
  }

  private Plan plan() {
    Map<String, Object> arguments = Map.of("Force", new BigDecimal("120.5"));
    return new Plan(
        ID,
        List.of(
            new Plan.Share(
                gateway.address(), List.of(new Plan.Wish("press", "SetRecipe", arguments, 1))),
            new Plan.Share(OTHER, List.of(new Plan.Wish("oven", "Heat", Map.of(), 0)))),
        new Plan.Terms(SHORT, 3, 3),
        Instant.parse("2026-01-05T06:00:00Z"));
  }

  private Vote prepare() {
    return gateways.prepare(plan(), 0);
  }

  @Test
  void prepareSaysWhoDecidesWhoElseTakesPartAndWhatIsToBeDone() throws Exception {
    gateway.says(200, "{\"id\":\"changeover:7\",\"vote\":\"COMMIT\",\"promise\":\"DURABLE\"}");
    assertThat(prepare()).isEqualTo(new Vote.Yes("DURABLE", Optional.empty()));
    FakePeer.Asked asked = gateway.asked().getFirst();
    assertThat(asked.method()).isEqualTo("POST");
    assertThat(asked.path()).isEqualTo("/api/v1/transactions/changeover:7/prepare");
    JsonMapper json = JsonMapper.builder().build();
    assertThat(json.readTree(asked.body()))
        .isEqualTo(
            json.readTree(
                """
                {"coordinator": "http://coordinator.plant:8080/api/v1/coordinations/changeover:7",
                 "participants": ["http://127.0.0.1:9"], "timeout": "PT0.4S",
                 "commands": [{"device": "press", "command": "SetRecipe",
                               "arguments": {"Force": 120.5}, "stage": 1}]}
                """));
  }

  @Test
  void promiseThatLapsesIsKept() {
    gateway.says(
        200,
        """
        {"vote":"COMMIT","promise":"LEASED","heldUntil":"2026-01-05T06:01:00Z"}
        """);
    assertThat(prepare())
        .isEqualTo(new Vote.Yes("LEASED", Optional.of(Instant.parse("2026-01-05T06:01:00Z"))));
  }

  @Test
  void readOnlyVoteIsOne() {
    gateway.says(200, "{\"vote\":\"READ_ONLY\"}");
    assertThat(prepare()).isEqualTo(new Vote.ReadOnly());
  }

  @Test
  void refusalKeepsItsReasons() {
    gateway.says(
        409,
        """
        {"vote":"ROLLBACK","reasons":[{"device":"press","resource":"GuardClosed",
          "code":"REQUIREMENT_BROKEN","detail":"the guard is open"}]}
        """);
    assertThat(prepare())
        .isEqualTo(
            new Vote.No(
                List.of(
                    new Objection(
                        "REQUIREMENT_BROKEN",
                        Optional.of("press"),
                        Optional.empty(),
                        Optional.of("GuardClosed"),
                        "the guard is open"))));
  }

  @Test
  void reasonsWithoutEndAreCut() {
    String reason = "{\"code\":\"RESERVED\",\"detail\":\"d\"}";
    gateway.says(
        409, "{\"vote\":\"ROLLBACK\",\"reasons\":[" + (reason + ",").repeat(29) + reason + "]}");
    assertThat(((Vote.No) prepare()).reasons())
        .hasSize(9)
        .last()
        .isEqualTo(Objection.of("MORE", "and 22 more; see the gateway"));
  }

  @Test
  void idThatTheGatewayKnowsOtherwiseIsNoVoteOfThisTransaction() {
    gateway.says(
        409, "{\"type\":\"/problems/other-commands\",\"status\":409,\"detail\":\"another body\"}");
    assertThat(prepare()).isEqualTo(new Vote.Taken("answered 409: another body"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | garbage",
        "200 | []",
        "200 | {}",
        "200 | {\"vote\":\"MAYBE\"}",
        "200 | {\"vote\":\"ROLLBACK\"}",
        "200 | {\"vote\":\"COMMIT\"}",
        "200 | {\"vote\":\"COMMIT\",\"promise\":\"LEASED\",\"heldUntil\":\"noon\"}",
        "200 | {\"id\":\"t2\",\"vote\":\"COMMIT\",\"promise\":\"CHECKED\"}",
        "201 | {\"vote\":\"COMMIT\",\"promise\":\"CHECKED\"}",
        "302 | {\"vote\":\"COMMIT\",\"promise\":\"CHECKED\"}",
        "400 | {\"type\":\"/problems/malformed\",\"detail\":\"no such field\"}",
        "409 | {\"vote\":\"COMMIT\",\"promise\":\"CHECKED\"}",
        "500 | {\"vote\":\"COMMIT\",\"promise\":\"CHECKED\"}",
        "503 | {}"
      })
  void answerThatIsNoVoteIsAMissingOne(int status, String body) {
    gateway.says(status, body);
    assertThat(prepare()).isInstanceOf(Vote.Missing.class);
  }

  @Test
  void answerThatIsTooLongIsNoVote() {
    gateway.says(
        200,
        "{\"vote\":\"COMMIT\",\"promise\":\"CHECKED\",\"readings\":\"" + "x".repeat(2_000) + "\"}");
    assertThat(prepare()).isInstanceOf(Vote.Missing.class);
  }

  @Test
  void silentGatewayIsGivenUpInTime() {
    gateway.does(exchange -> release.await());
    assertThat(prepare()).isInstanceOf(Vote.Missing.class);
  }

  @Test
  void answerThatNeverEndsIsGivenUpInTime() {
    gateway.does(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          release.await();
        });
    assertThat(gateways.commit(ID, gateway.address())).isInstanceOf(Receipt.Unclear.class);
  }

  @Test
  void gatewayThatIsNotThereIsUnclearAndNeverThrows() {
    FakePeer gone = new FakePeer();
    gone.close();
    assertThat(gateways.rollback(ID, gone.address())).isInstanceOf(Receipt.Unclear.class);
    assertThat(gateways.forget(ID, gone.address())).isFalse();
  }

  @Test
  void deliveriesGoWhereTheyBelong() {
    gateway.says(200, "{\"id\":\"changeover:7\",\"outcome\":\"COMMITTED\"}");
    assertThat(gateways.commit(ID, gateway.address()))
        .isEqualTo(new Receipt.Ended(Outcome.COMMITTED));
    gateway.says(200, "{\"id\":\"changeover:7\",\"outcome\":\"ROLLED_BACK\"}");
    assertThat(gateways.rollback(ID, gateway.address()))
        .isEqualTo(new Receipt.Ended(Outcome.ROLLED_BACK));
    gateway.says(204, "");
    assertThat(gateways.forget(ID, gateway.address())).isTrue();
    assertThat(gateway.asked())
        .containsExactly(
            new FakePeer.Asked("POST", "/api/v1/transactions/changeover:7/commit", ""),
            new FakePeer.Asked("POST", "/api/v1/transactions/changeover:7/rollback", ""),
            new FakePeer.Asked("DELETE", "/api/v1/transactions/changeover:7", ""));
  }

  @Test
  void outcomeInARefusalIsTheConfirmedOne() {
    gateway.says(
        409,
        """
        {"type":"/problems/ended-otherwise","refusal":"ENDED_OTHERWISE","state":"ENDED",
         "outcome":"HEURISTIC_ROLLBACK"}
        """);
    assertThat(gateways.commit(ID, gateway.address()))
        .isEqualTo(new Receipt.Ended(Outcome.HEURISTIC_ROLLBACK));
  }

  @Test
  void commitUnderWaySaysWhenToAskAgain() {
    gateway.says(
        202, "{\"id\":\"changeover:7\",\"state\":\"COMMITTING\"}", Map.of("Retry-After", "3"));
    assertThat(gateways.commit(ID, gateway.address()))
        .isEqualTo(new Receipt.UnderWay(Optional.of(Duration.ofSeconds(3)), "COMMITTING"));
  }

  @Test
  void gatewayThatDoesNotKnowTheTransactionSaysSo() {
    gateway.says(404, "{\"type\":\"/problems/unknown-transaction\",\"detail\":\"never heard\"}");
    assertThat(gateways.commit(ID, gateway.address()))
        .isEqualTo(new Receipt.NotKnown("answered 404: never heard"));
    assertThat(gateways.forget(ID, gateway.address())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>not here</html>", "{\"type\":\"/problems/not-found\"}"})
  void notFoundOfSomebodyElseSaysNothingAboutTheTransaction(String body) {
    gateway.says(404, body);
    assertThat(gateways.commit(ID, gateway.address())).isInstanceOf(Receipt.Unclear.class);
    assertThat(gateways.rollback(ID, gateway.address())).isInstanceOf(Receipt.Unclear.class);
    assertThat(gateways.forget(ID, gateway.address())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {}",
        "200 | {\"outcome\":\"DONE\"}",
        "200 | {\"id\":\"t2\",\"outcome\":\"COMMITTED\"}",
        "200 | {\"state\":\"ROLLING_BACK\",\"outcome\":\"ROLLED_BACK\"}",
        "409 | {\"refusal\":\"STILL_PREPARING\",\"state\":\"PREPARING\"}",
        "500 | {\"outcome\":\"COMMITTED\"}",
        "503 | {}",
        "302 | {\"outcome\":\"COMMITTED\"}"
      })
  void deliveryWithoutAClearOutcomeIsNotConfirmed(int status, String body) {
    gateway.says(status, body);
    assertThat(gateways.commit(ID, gateway.address())).isInstanceOf(Receipt.Unclear.class);
  }

  @Test
  void noMoreThanSoManyRequestsAreUnderWayToOneGateway() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    gateway.does(
        exchange -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          byte[] body = "{\"outcome\":\"COMMITTED\"}".getBytes(StandardCharsets.UTF_8);
          inside.decrementAndGet();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
        });
    List<Thread> callers =
        IntStream.range(0, 10)
            .mapToObj(
                each -> Thread.startVirtualThread(() -> gateways.commit(ID, gateway.address())))
            .toList();
    for (Thread each : callers) {
      each.join();
    }
    assertThat(gateway.asked()).isNotEmpty();
    assertThat(most).hasValue(1);
  }

  @Test
  void clientThatFollowsRedirectsIsRefused() {
    try (HttpClient wanderer =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
      assertThatThrownBy(() -> new Outbound(wanderer, 1_000))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
