package dev.lockstep.rest.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.TransactionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a coordinator lets a gateway forget many transactions. */
class ForgetBatchesTest {
  private static final String TOGETHER = "/api/v1/transactions/forget";

  private final AskedGateway asked =
      new AskedGateway(Duration.ofSeconds(20), Duration.ofSeconds(1));
  private final FakePeer gateway = asked.gateway;

  @AfterEach
  void close() {
    asked.close();
  }

  @Test
  void thoseOfOneMomentGoTogetherAndWhatIsKeptIsNotTaken() {
    gateway.says(
        200,
        """
        {"forgotten": ["t-0", "t-2"], "kept": [{"id": "t-1", "type": "/problems/not-ended", "detail": "t-1 is COMMITTING"}]}
        """);
    assertThat(forgotten(3)).containsExactly(true, false, true);
    assertThat(gateway.asked())
        .containsExactly(
            new FakePeer.Asked("POST", TOGETHER, "{\"ids\":[\"t-0\",\"t-1\",\"t-2\"]}"));
  }

  @Test
  void noMoreGoTogetherThanAGatewayTakes() {
    gateway.does(
        exchange -> {
          byte[] none = "{\"forgotten\": [], \"kept\": []}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, none.length);
          exchange.getResponseBody().write(none);
        });
    assertThat(forgotten(300)).hasSize(300).doesNotContain(true);
    assertThat(gateway.asked())
        .extracting(each -> each.body().split(",").length)
        .containsExactlyInAnyOrder(256, 44);
  }

  @Test
  void gatewayThatDoesNotKnowTheCallIsToldOneByOneFromThenOn() {
    gateway.does(
        exchange ->
            exchange.sendResponseHeaders(
                exchange.getRequestMethod().equals("POST") ? 405 : 204, -1));
    assertThat(forgotten(2)).containsExactly(true, true);
    assertThat(forgotten(2)).containsExactly(true, true);
    assertThat(gateway.asked())
        .extracting(FakePeer.Asked::method)
        .containsExactly("POST", "DELETE", "DELETE", "DELETE", "DELETE");
  }

  @Test
  void withoutAnAnswerNoneIsTaken() {
    gateway.says(503, "");
    assertThat(forgotten(2)).containsExactly(false, false);
    gateway.says(200, "<html>a proxy</html>");
    assertThat(forgotten(2)).containsExactly(false, false);
    gateway.close();
    assertThat(forgotten(2)).containsExactly(false, false);
  }

  private List<Boolean> forgotten(int many) {
    List<CompletionStage<Boolean>> calls =
        IntStream.range(0, many)
            .mapToObj(each -> new TransactionId("t-" + each))
            .map(id -> asked.gateways.forget(id, gateway.address()))
            .toList();
    return calls.stream().map(AskedGateway::now).toList();
  }
}
