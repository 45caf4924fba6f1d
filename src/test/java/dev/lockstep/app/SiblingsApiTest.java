package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a gateway says to another one of the same transaction, and what a person learns of it. */
@QuarkusTest
@TestProfile(SimulatedPlant.class)
class SiblingsApiTest {
  private static final String T = "/api/v1/transactions/";
  private static final String DOUBT = "{\"gateway\": \"line-b\", \"votedFor\": \"PT45S\"}";
  private static final String RECIPE =
      "{\"device\": \"press-1\", \"command\": \"set-recipe\", \"arguments\": {\"Force\": 77}}";

  @TestHTTPResource("/")
  URI base;

  private ApiCaller caller;

  @BeforeEach
  void call() {
    caller = new ApiCaller(base, Optional.empty());
  }

  @Test
  void whatHasNotVotedNeverWill() {
    ApiCaller.Said told = caller.post(T + "s-1/renounce", DOUBT);
    assertThat(told.status()).isEqualTo(200);
    assertThat(told.at("/state")).isEqualTo("ENDED");
    assertThat(told.at("/outcome")).isEqualTo("ROLLED_BACK");
    assertThat(told.at("/decided/why")).contains("line-b");

    ApiCaller.Said late = caller.prepare("s-1", RECIPE);
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.at("/vote")).isEqualTo("ROLLBACK");
    assertThat(caller.post(T + "s-1/renounce", DOUBT).body()).isEqualTo(told.body());
  }

  @Test
  void whatHasVotedStandsByIt() {
    caller.prepare("s-2", RECIPE);
    assertThat(caller.post(T + "s-2/renounce", DOUBT).at("/state")).isEqualTo("PREPARED");
    assertThat(caller.post(T + "s-2/commit").at("/outcome")).isEqualTo("COMMITTED");
    assertThat(caller.post(T + "s-2/renounce", DOUBT).at("/outcome")).isEqualTo("COMMITTED");
  }

  @Test
  void whatMayHaveBeenPrunedIsNotRenounced() {
    ApiCaller.Said refused =
        caller.post(T + "s-3/renounce", "{\"gateway\": \"line-b\", \"votedFor\": \"P31D\"}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("/type")).isEqualTo("/problems/memory-too-short");
    assertThat(caller.get(T + "s-3").status()).isEqualTo(404);
  }

  @Test
  void nonsenseIsRefusedWithItsPlace() {
    ApiCaller.Said negative =
        caller.post(T + "s-4/renounce", "{\"gateway\": \"line-b\", \"votedFor\": \"-PT1S\"}");
    assertThat(negative.status()).isEqualTo(400);
    assertThat(negative.response().body()).contains("/votedFor");
    assertThat(caller.post(T + "s-4/renounce", "{}").status()).isEqualTo(400);
  }

  @Test
  void personWhoIsContradictedIsShownWithTheDecisionAndTheReadings() {
    caller.prepare("s-5", RECIPE);
    String rollback =
        "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"scrapped\", \"operator\": \"anna\"}";
    ApiCaller.Said resolved = caller.post(T + "s-5/resolve", rollback);
    assertThat(resolved.at("/outcome")).isEqualTo("HEURISTIC_ROLLBACK");
    ApiCaller.Said history = caller.get(T + "s-5");
    assertThat(history.response().body()).contains("press-1 Force = ");

    ApiCaller.Said refused = caller.post(T + "s-5/commit");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("/outcome")).isEqualTo("HEURISTIC_MIXED");
    ApiCaller.Said told = caller.get(T + "s-5");
    assertThat(told.at("/outcome")).isEqualTo("HEURISTIC_MIXED");
    assertThat(told.at("/decided/who")).isEqualTo("anna");
    assertThat(told.at("/decided/against/outcome")).isEqualTo("COMMITTED");
    assertThat(told.at("/decided/against/by")).isEqualTo("COORDINATOR");

    String metrics = caller.get("/q/metrics").response().body();
    assertThat(metrics).containsPattern("lockstep_contradictions_total [1-9]");
    assertThat(metrics).containsPattern("lockstep_heuristics_unforgotten [1-9]");
    assertThat(caller.get("/q/health/ready").response().body()).contains("s-5");

    caller.delete(T + "s-5");
    assertThat(caller.get("/q/health/ready").response().body()).doesNotContain("s-5");
  }
}
