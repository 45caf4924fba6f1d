package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.FreePorts;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The coordinator is gone for good; two gateways that it left behind end what they can. */
@Tag("fault")
class SiblingsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String COORDINATOR =
      "http://127.0.0.1:" + FreePorts.find(1).getFirst() + "/api/v1/coordinations/";

  private static final Drives TOLD = Drives.start("told", 4, Map.of());
  private static final Drives LEFT =
      Drives.start(
          "left",
          4,
          Map.of(
              "lockstep.coordinators.allowed", COORDINATOR,
              "lockstep.siblings.allowed", TOLD.gateway().address(),
              "lockstep.siblings.renounce-after", "1s",
              "lockstep.transactions.doubt-after", "300ms",
              "lockstep.transactions.pause-max", "1s"));
  private static final Web ONE = TOLD.web();
  private static final Web OTHER = LEFT.web();

  @AfterAll
  static void end() {
    ONE.close();
    OTHER.close();
    LEFT.close();
    TOLD.close();
  }

  /** What one side is asked: a drive of its own, a coordinator that is not there, the sibling. */
  private static String share(Drives drives, int drive, int speed) {
    String alone = drives.fleet().commands(drive, speed);
    return "{\"coordinator\":\"%s\",\"participants\":[\"%s\"],%s"
        .formatted(COORDINATOR + "t", TOLD.gateway().address(), alone.substring(1));
  }

  private static void awaitLeft(String id, Predicate<JsonNode> wanted) {
    await(id)
        .atMost(PATIENCE)
        .until(() -> LEFT.gateway().rest().get("/api/v1/transactions/" + id).body(), wanted);
  }

  @Test
  void whatOneWasToldEndsTheDoubtOfTheOther() throws Exception {
    assertThat(ONE.call("c", "prepare", share(TOLD, 0, 7)).get().statusCode()).isEqualTo(200);
    assertThat(OTHER.call("c", "prepare", share(LEFT, 0, 8)).get().statusCode()).isEqualTo(200);
    awaitLeft("c", body -> body.path("silence").asText().contains("does not know either"));
    assertThat(LEFT.state("c")).isEqualTo("PREPARED");

    assertThat(ONE.call("c", "commit", "").get().body()).contains("COMMITTED");

    awaitLeft("c", body -> body.path("outcome").asText().equals("COMMITTED"));
    assertThat(LEFT.speed(0)).isEqualTo("8");
    JsonNode decided = LEFT.gateway().rest().get("/api/v1/transactions/c").body().path("decided");
    assertThat(decided.path("by").asText()).isEqualTo("EVIDENCE");
    assertThat(decided.path("who").asText()).isEqualTo(TOLD.gateway().address());
  }

  @Test
  void whoHasNotVotedNeverWillAndTheOtherIsFree() throws Exception {
    assertThat(OTHER.call("r", "prepare", share(LEFT, 1, 9)).get().statusCode()).isEqualTo(200);

    awaitLeft("r", body -> body.path("outcome").asText().equals("ROLLED_BACK"));

    HttpResponse<String> late = ONE.call("r", "prepare", share(TOLD, 1, 9)).get();
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("ROLLBACK");
    assertThat(LEFT.speed(1)).isNotEqualTo("9");
  }

  @Test
  void personsDecisionThereIsNoEvidence() throws Exception {
    assertThat(ONE.call("p", "prepare", share(TOLD, 2, 5)).get().statusCode()).isEqualTo(200);
    assertThat(OTHER.call("p", "prepare", share(LEFT, 2, 6)).get().statusCode()).isEqualTo(200);
    String anna = "{\"outcome\":\"COMMITTED\",\"reason\":\"must go out\",\"operator\":\"anna\"}";
    assertThat(ONE.call("p", "resolve", anna).get().body()).contains("HEURISTIC_COMMIT");

    awaitLeft(
        "p", body -> body.path("silence").asText().contains("decides for that gateway alone"));

    assertThat(LEFT.state("p")).isEqualTo("PREPARED");
    assertThat(OTHER.call("p", "rollback", "").get().body()).contains("ROLLED_BACK");
    assertThat(ONE.call("p", "rollback", "").get().body()).contains("HEURISTIC_MIXED");
  }
}
