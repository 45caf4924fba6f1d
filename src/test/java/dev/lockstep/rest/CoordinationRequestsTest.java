package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.UsualSettings;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request for a coordination may be, and where it is wrong. */
class CoordinationRequestsTest {
  private static final Instant AT = Instant.parse("2026-01-05T06:00:00Z");
  private static final RequestLimits LIMITS =
      UsualSettings.of(
          RequestLimits.class,
          "body-max=100000",
          "depth-max=16",
          "text-max=3000",
          "arguments-max=10",
          "timeout-default=1s",
          "timeout-max=1m");

  private static CoordinationRequests requests(URI... gateways) {
    CoordinatorSettings settings =
        UsualSettings.of(
            CoordinatorSettings.class,
            "gateways=" + Stream.of(gateways).map(URI::toString).collect(Collectors.joining(",")),
            "participants-max=2",
            "commands-max=3",
            "forgets-max=5");
    return new CoordinationRequests(LIMITS, settings, () -> new TransactionId("made-up"));
  }

  private static CoordinationPlan plan(String body) {
    return requests().plan(body.getBytes(StandardCharsets.UTF_8), AT);
  }

  private static String share(String gateway) {
    return "{\"gateway\":\"%s\",\"commands\":[{\"device\":\"press\",\"command\":\"Go\"}]}"
        .formatted(gateway);
  }

  @Test
  void requestIsReadWhole() {
    CoordinationPlan plan =
        plan(
            """
            {"id": "t1", "timeout": "PT2S", "participants": [
              {"gateway": "http://localhost:8081/", "commands": [
                {"device": "press", "command": "SetRecipe", "arguments": {"Force": 1e2}, "stage": 2}]}]}
            """);
    assertThat(plan.id()).isEqualTo(new TransactionId("t1"));
    assertThat(plan.terms()).isEqualTo(new CoordinationPlan.Terms(Duration.ofSeconds(2), 5, 5));
    CoordinationPlan.Share share = plan.shares().getFirst();
    assertThat(share.gateway()).hasToString("http://localhost:8081");
    assertThat(share.wishes())
        .containsExactly(
            new CoordinationPlan.Wish(
                "press", "SetRecipe", Map.of("Force", new BigDecimal("100")), 2));
  }

  @Test
  void gatewaysAddressIsShortEnoughToBeKept() {
    String gateway = "http://127.0.0.1/" + "x".repeat(Origin.LENGTH_MAX);
    assertThatThrownBy(() -> plan("{\"participants\":[" + share(gateway) + "]}"))
        .hasMessageContaining("/participants/0/gateway: the address is")
        .extracting(refused -> ((RequestRefusedException) refused).type())
        .isEqualTo(ProblemType.LIMIT_EXCEEDED);
  }

  @Test
  void idAndTimeoutAreMadeUpWhereTheyAreNotGiven() {
    CoordinationPlan plan = plan("{\"participants\":[" + share("http://127.0.0.1:1") + "]}");
    assertThat(plan.id()).isEqualTo(new TransactionId("made-up"));
    assertThat(plan.terms().timeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void sameRequestWrittenOtherwiseIsTheSame() {
    String body =
        """
        {"id":"t1","participants":[{"gateway":"http://127.0.0.1:1%s","commands":[
          {"device":"press","command":"Go","arguments":{"a":%s,"b":true}}]}]}
        """;
    CoordinationPlan one = plan(body.formatted("", "100"));
    assertThat(one.asks(plan(body.formatted("/", "1.00e2")))).isTrue();
    assertThat(one.asks(plan(body.formatted("/", "101")))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | /participants",
        "{\"participants\":[]} | /participants",
        "{\"participants\":{}} | /participants",
        "{\"participants\":[],\"extra\":1} | /extra",
        "{\"participants\":[{}]} | /participants/0/gateway",
        "{\"participants\":[{\"gateway\":\"ftp://x\"}]} | /participants/0/gateway",
        "{\"participants\":[{\"gateway\":\"http://10.0.0.1\"}]} | /participants/0/gateway",
        "{\"participants\":[{\"gateway\":\"http://localhost\"}]} | /participants/0/commands",
        "{\"participants\":[{\"gateway\":\"http://localhost\",\"commands\":[{}]}]}"
            + " | /participants/0/commands/0/device",
        "{\"timeout\":\"soon\",\"participants\":[%s]} | /timeout",
        "{\"timeout\":\"PT1H\",\"participants\":[%s]} | /timeout",
        "{\"participants\":[%s,%s]} | /participants/1/gateway",
        "{\"participants\":[%s,%s,%s]} | /participants"
      })
  void faultIsNamedWithItsPlace(String body, String pointer) {
    String whole = body.replace("%s", share("http://127.0.0.1:1"));
    assertThatThrownBy(() -> plan(whole))
        .isInstanceOfSatisfying(
            RequestRefusedException.class,
            declined -> {
              assertThat(declined.members()).containsEntry("pointer", pointer);
              assertThat(declined.type().status()).isEqualTo(400);
            });
  }

  @Test
  void idOfDotsIsRefusedBecauseItLeadsElsewhere() {
    String body = "{\"id\":\"..\",\"participants\":[" + share("http://127.0.0.1:1") + "]}";
    assertThatThrownBy(() -> plan(body))
        .isInstanceOfSatisfying(
            RequestRefusedException.class,
            declined -> assertThat(declined.type()).isEqualTo(ProblemType.INVALID_ID));
  }

  @Test
  void onlyListedGatewaysAreCalledWhereThereIsAList() {
    CoordinationRequests listed = requests(URI.create("http://line-a:8080/"));
    assertThat(listed.plan(body("http://LINE-A:8080"), AT).shares().getFirst().gateway())
        .hasToString("http://line-a:8080");
    assertThatThrownBy(() -> listed.plan(body("http://127.0.0.1:8080"), AT))
        .hasMessageContaining("is not on lockstep.coordinator.gateways");
    assertThatThrownBy(() -> listed.plan(body("http://line-a:8080/deeper"), AT))
        .hasMessageContaining("is not on lockstep.coordinator.gateways");
  }

  private static byte[] body(String gateway) {
    return ("{\"participants\":[" + share(gateway) + "]}").getBytes(StandardCharsets.UTF_8);
  }
}
