package dev.lockstep.rest.client;

import static dev.lockstep.rest.client.AskedGateway.ID;
import static dev.lockstep.rest.client.AskedGateway.now;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.Objection;
import dev.lockstep.coordinator.Vote;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gateways are asked to vote on, and which vote is made of their answers. */
class HttpParticipantClientVotesTest {
  private static final URI OTHER = URI.create("http://127.0.0.1:9");

  private final AskedGateway asked = new AskedGateway();
  private final FakePeer gateway = asked.gateway;
  private final HttpParticipantClient gateways = asked.gateways;

  @AfterEach
  void close() {
    asked.close();
  }

  private Vote prepare() {
    return now(gateways.prepare(plan(), 0));
  }

  private CoordinationPlan plan() {
    Map<String, Object> arguments = Map.of("Force", new BigDecimal("120.5"));
    return new CoordinationPlan(
        ID,
        List.of(
            new CoordinationPlan.Share(
                gateway.address(),
                List.of(new CoordinationPlan.Wish("press", "SetRecipe", arguments, 1))),
            new CoordinationPlan.Share(
                OTHER, List.of(new CoordinationPlan.Wish("oven", "Heat", Map.of(), 0)))),
        new CoordinationPlan.Terms(AskedGateway.PATIENCE, 3, 3),
        Instant.parse("2026-01-05T06:00:00Z"));
  }

  @Test
  void prepareSaysWhoDecidesWhoElseTakesPartAndWhatIsToBeDone() throws Exception {
    gateway.says(200, "{\"id\":\"changeover:7\",\"vote\":\"COMMIT\",\"promise\":\"DURABLE\"}");
    assertThat(prepare()).isEqualTo(new Vote.Yes("DURABLE", Optional.empty()));
    FakePeer.Asked request = gateway.asked().getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/api/v1/transactions/changeover:7/prepare");
    JsonMapper json = JsonMapper.builder().build();
    assertThat(json.readTree(request.body()))
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
  void idThatHasEndedThereWithoutUsIsAnotherTransactions() {
    gateway.says(
        409,
        "{\"id\":\"changeover:7\",\"vote\":\"ROLLBACK\",\"outcome\":\"COMMITTED\",\"reasons\":[]}");
    assertThat(prepare())
        .isEqualTo(new Vote.Taken("changeover:7 had ended COMMITTED there before"));
  }

  @Test
  void idThatWasRolledBackThereIsRefused() {
    gateway.says(
        409,
        "{\"id\":\"changeover:7\",\"vote\":\"ROLLBACK\",\"outcome\":\"ROLLED_BACK\",\"reasons\":[]}");
    assertThat(prepare()).isEqualTo(new Vote.No(List.of()));
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
        "{\"vote\":\"COMMIT\",\"promise\":\"CHECKED\",\"readings\":\""
            + "x".repeat(AskedGateway.ANSWER_MAX)
            + "\"}");
    assertThat(prepare()).isInstanceOf(Vote.Missing.class);
  }

  @Test
  void silentGatewayIsGivenUpInTime() {
    gateway.does(exchange -> asked.hold());
    assertThat(prepare()).isInstanceOf(Vote.Missing.class);
  }
}
