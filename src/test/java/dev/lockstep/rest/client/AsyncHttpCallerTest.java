package dev.lockstep.rest.client;

import static dev.lockstep.rest.client.AskedGateway.ID;
import static dev.lockstep.rest.client.AskedGateway.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.Receipt;
import dev.lockstep.transaction.Outcome;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How calls to gateways share connections, wait for each other, and are given up. */
class AsyncHttpCallerTest {
  private static final String COMMITTED = "{\"id\":\"changeover:7\",\"outcome\":\"COMMITTED\"}";

  private final AskedGateway asked = new AskedGateway(Duration.ofMinutes(1));
  private final FakePeer gateway = asked.gateway;

  @AfterEach
  void close() {
    asked.close();
  }

  private CompletionStage<Receipt> commit() {
    return asked.gateways.commit(ID, gateway.address(), Optional.empty());
  }

  private void works() {
    gateway.says(200, COMMITTED);
    assertThat(now(commit())).isEqualTo(new Receipt.Ended(Outcome.COMMITTED));
  }

  @Test
  void connectionIsKeptFromCallToCall() {
    Set<Integer> ports = ConcurrentHashMap.newKeySet();
    gateway.does(
        exchange -> {
          ports.add(exchange.getRemoteAddress().getPort());
          exchange.sendResponseHeaders(204, -1);
        });
    for (int each = 0; each < 20; each++) {
      assertThat(now(asked.gateways.forget(ID, gateway.address()))).isTrue();
    }
    assertThat(ports).hasSize(1);
  }

  @Test
  void callsAreGivenUpInTimeWhetherTheyHadTheirTurnOrNot() throws Exception {
    try (AskedGateway silent = new AskedGateway()) {
      CountDownLatch arrived = new CountDownLatch(1);
      silent.gateway.does(
          exchange -> {
            arrived.countDown();
            silent.hold();
          });
      CompletionStage<Receipt> first =
          silent.gateways.commit(ID, silent.gateway.address(), Optional.empty());
      CompletionStage<Receipt> second =
          silent.gateways.commit(ID, silent.gateway.address(), Optional.empty());
      CompletionStage<Boolean> third = silent.gateways.forget(ID, silent.gateway.address());

      assertThat(now(first)).isEqualTo(new Receipt.Unclear("no answer within 400 ms"));
      assertThat(now(second)).isInstanceOf(Receipt.Unclear.class);
      assertThat(now(third)).isFalse();
      silent.gateway.says(200, COMMITTED);
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> now(silent.gateways.commit(ID, silent.gateway.address(), Optional.empty())),
              new Receipt.Ended(Outcome.COMMITTED)::equals);
    }
  }

  @Test
  void placeOfACallThatFailedIsFreeAgain() {
    FakePeer.Script cutOff =
        exchange -> {
          throw new IOException("closed without an answer");
        };
    for (int each = 0; each < 5; each++) {
      gateway.does(cutOff);
      assertThat(now(commit())).isInstanceOf(Receipt.Unclear.class);
      gateway.says(200, "x".repeat(AskedGateway.ANSWER_MAX + 1));
      assertThat(now(commit()))
          .isEqualTo(new Receipt.Unclear("an answer of more than 2000 octets"));
      works();
    }
  }

  @Test
  void answerAsLongAsIsAllowedIsRead() {
    String padded = COMMITTED + " ".repeat(AskedGateway.ANSWER_MAX - COMMITTED.length());
    gateway.says(200, padded);
    assertThat(now(commit())).isEqualTo(new Receipt.Ended(Outcome.COMMITTED));
  }

  @Test
  void redirectIsAnAnswerAndIsNotFollowed() {
    try (FakePeer elsewhere = new FakePeer()) {
      elsewhere.says(200, COMMITTED);
      gateway.says(307, "", Map.of("Location", elsewhere.address() + "/api/v1/transactions"));
      assertThat(now(commit())).isInstanceOf(Receipt.Unclear.class);
      assertThat(elsewhere.asked()).isEmpty();
    }
  }

  @Test
  void gatewayThatAsksForAUserIsToldNothingWhereThereIsNone() {
    gateway.says(401, "", Map.of("WWW-Authenticate", "Basic realm=\"lockstep\""));
    assertThat(now(commit())).isEqualTo(new Receipt.Unclear("answered 401"));
    assertThat(gateway.asked()).hasSize(1);
  }

  @Test
  void gatewayThatIsNotThereIsSaidSo() {
    FakePeer gone = new FakePeer();
    URI address = gone.address();
    gone.close();
    assertThat(now(asked.gateways.commit(ID, address, Optional.empty())))
        .isEqualTo(new Receipt.Unclear("no connection"));
  }
}
