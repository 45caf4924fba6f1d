package dev.lockstep.rest.client;

import static dev.lockstep.rest.client.AskedGateway.ID;
import static dev.lockstep.rest.client.AskedGateway.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.Receipt;
import dev.lockstep.transaction.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How decisions are delivered to gateways, and what their answers confirm. */
class HttpParticipantClientReceiptsTest {
  private final AskedGateway asked = new AskedGateway();
  private final FakePeer gateway = asked.gateway;
  private final HttpParticipantClient gateways = asked.gateways;

  @AfterEach
  void close() {
    asked.close();
  }

  @Test
  void answerThatNeverEndsIsGivenUpInTime() {
    gateway.does(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          asked.hold();
        });
    assertThat(now(gateways.commit(ID, gateway.address(), Optional.empty())))
        .isInstanceOf(Receipt.Unclear.class);
  }

  @Test
  void gatewayThatIsNotThereIsUnclearAndNeverThrows() {
    FakePeer gone = new FakePeer();
    gone.close();
    assertThat(now(gateways.rollback(ID, gone.address()))).isInstanceOf(Receipt.Unclear.class);
    assertThat(now(gateways.forget(ID, gone.address()))).isFalse();
  }

  @Test
  void deliveriesGoWhereTheyBelong() {
    gateway.says(200, "{\"id\":\"changeover:7\",\"outcome\":\"COMMITTED\"}");
    assertThat(now(gateways.commit(ID, gateway.address(), Optional.empty())))
        .isEqualTo(new Receipt.Ended(Outcome.COMMITTED));
    gateway.says(200, "{\"id\":\"changeover:7\",\"outcome\":\"ROLLED_BACK\"}");
    assertThat(now(gateways.rollback(ID, gateway.address())))
        .isEqualTo(new Receipt.Ended(Outcome.ROLLED_BACK));
    gateway.says(204, "");
    assertThat(now(gateways.forget(ID, gateway.address()))).isTrue();
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
    assertThat(now(gateways.commit(ID, gateway.address(), Optional.empty())))
        .isEqualTo(new Receipt.Ended(Outcome.HEURISTIC_ROLLBACK));
  }

  @Test
  void commitUnderWaySaysWhenToAskAgain() {
    gateway.says(
        202, "{\"id\":\"changeover:7\",\"state\":\"COMMITTING\"}", Map.of("Retry-After", "3"));
    assertThat(now(gateways.commit(ID, gateway.address(), Optional.empty())))
        .isEqualTo(new Receipt.UnderWay(Optional.of(Duration.ofSeconds(3)), "COMMITTING"));
  }

  @Test
  void gatewayThatDoesNotKnowTheTransactionSaysSo() {
    gateway.says(404, "{\"type\":\"/problems/unknown-transaction\",\"detail\":\"never heard\"}");
    assertThat(now(gateways.commit(ID, gateway.address(), Optional.empty())))
        .isEqualTo(new Receipt.NotKnown("answered 404: never heard"));
    assertThat(now(gateways.forget(ID, gateway.address()))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>not here</html>", "{\"type\":\"/problems/not-found\"}"})
  void notFoundOfSomebodyElseSaysNothingAboutTheTransaction(String body) {
    gateway.says(404, body);
    assertThat(now(gateways.commit(ID, gateway.address(), Optional.empty())))
        .isInstanceOf(Receipt.Unclear.class);
    assertThat(now(gateways.rollback(ID, gateway.address()))).isInstanceOf(Receipt.Unclear.class);
    assertThat(now(gateways.forget(ID, gateway.address()))).isFalse();
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
    assertThat(now(gateways.commit(ID, gateway.address(), Optional.empty())))
        .isInstanceOf(Receipt.Unclear.class);
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
                each ->
                    Thread.startVirtualThread(
                        () -> now(gateways.commit(ID, gateway.address(), Optional.empty()))))
            .toList();
    for (Thread each : callers) {
      each.join();
    }
    assertThat(gateway.asked()).isNotEmpty();
    assertThat(most).hasValue(1);
  }
}
