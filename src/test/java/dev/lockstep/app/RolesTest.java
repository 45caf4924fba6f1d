package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where users are configured, roles decide. */
@QuarkusTest
@TestProfile(RolesTest.Plant.class)
class RolesTest extends CallingUsers {
  /** A start of its own: what other tests leave behind would be seen here. */
  public static final class Plant extends SecuredPlant {}

  private static final String T = "/api/v1/transactions/";
  private static final String COMMAND =
      "{\"device\": \"press-1\", \"command\": \"Force\", \"arguments\": {\"Force\": 7}}";

  @Test
  void whoSaysNothingIsAskedWhoTheyAre() {
    ApiCaller.Said refused = nobody.get("/api/v1/devices");

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.type()).isEqualTo("application/problem+json");
    assertThat(refused.at("/type")).isEqualTo("/problems/unauthenticated");
    assertThat(refused.response().headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Basic"));
  }

  @Test
  void noticeOfTheOwnerIsToldBeforeAnybodySaysWhoTheyAre() {
    assertThat(nobody.get("/api/v1/devices").at("/notice")).isEqualTo(SecuredPlant.NOTICE);
    assertThat(nobody.as("cora", "wrong horse").get("/api/v1/devices").at("/notice"))
        .isEqualTo(SecuredPlant.NOTICE);
    assertThat(vera.get("/api/v1/devices").response().body()).doesNotContain(SecuredPlant.NOTICE);
  }

  @Test
  void wrongPasswordAndUnknownNameLookTheSame() {
    ApiCaller.Said wrong = nobody.as("cora", "wrong horse").get("/api/v1/devices");
    ApiCaller.Said unknown = nobody.as("nora", "wrong horse").get("/api/v1/devices");

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.at("/type")).isEqualTo("/problems/unauthenticated");
    assertThat(unknown.response().body()).isEqualTo(wrong.response().body());
  }

  @Test
  void viewerLooksAndCannotAct() {
    assertThat(vera.get("/api/v1/devices").status()).isEqualTo(200);

    ApiCaller.Said refused = vera.prepare("v-1", COMMAND);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("/type")).isEqualTo("/problems/forbidden");
  }

  @Test
  void coordinatorPreparesAndTheOperatorsNameComesFromTheLogin() {
    assertThat(cora.prepare("a-1", COMMAND).status()).isEqualTo(200);
    String verdict = "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"stopped\"}";
    assertThat(cora.post(T + "a-1/resolve", verdict).status()).isEqualTo(403);
    assertThat(otto.post(T + "a-1/commit").status()).isEqualTo(403);

    ApiCaller.Said forged =
        otto.post(
            T + "a-1/resolve",
            "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"x\", \"operator\": \"anna\"}");
    assertThat(forged.status()).isEqualTo(400);
    assertThat(otto.post(T + "a-1/resolve", verdict).at("/outcome"))
        .isEqualTo("HEURISTIC_ROLLBACK");

    assertThat(vera.get(T + "a-1").at("/decided/who")).isEqualTo("otto");
  }

  @Test
  void viewerSeesTheJournalAndOnlyAnOperatorAcknowledges() {
    String word = "{\"reason\": \"looked\"}";
    String path = "/api/v1/journal/damages/1/acknowledge";

    assertThat(vera.get("/api/v1/journal").status()).isEqualTo(200);
    assertThat(vera.post(path, word).status()).isEqualTo(403);
    assertThat(cora.post(path, word).status()).isEqualTo(403);
    assertThat(otto.post(path, word).at("/type")).isEqualTo("/problems/unknown-damage");
  }

  @Test
  void viewerSeesTrustAndOnlyAnOperatorDecides() {
    String word = "{\"reason\": \"compared\"}";
    String trust = "/api/v1/trust";
    assertThat(nobody.get(trust).status()).isEqualTo(401);
    assertThat(vera.get(trust).status()).isEqualTo(200);
    for (String act : List.of("approve", "reject", "revoke")) {
      String path = "%s/%s/%s".formatted(trust, "0".repeat(64), act);
      assertThat(vera.post(path, word).status()).as(act).isEqualTo(403);
      assertThat(cora.post(path, word).status()).as(act).isEqualTo(403);
      assertThat(otto.post(path, word).at("/type")).isEqualTo("/problems/unknown-certificate");
    }
    assertThat(vera.post(trust + "/own/renew", word).status()).isEqualTo(403);
    assertThat(cora.post(trust + "/own/renew", word).status()).isEqualTo(403);
  }

  @Test
  void operatorForgetsWhatEndedHeuristicallyAndNothingElse() {
    cora.prepare("h-1", COMMAND);
    assertThat(otto.delete(T + "h-1").status()).as("prepared").isEqualTo(403);
    otto.post(T + "h-1/resolve", "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"looked\"}");
    assertThat(vera.delete(T + "h-1").status()).as("a viewer").isEqualTo(403);

    assertThat(otto.delete(T + "h-1").status()).isEqualTo(204);
    assertThat(otto.delete(T + "h-1").status()).as("once more").isEqualTo(204);

    cora.prepare("h-2", COMMAND);
    cora.post(T + "h-2/rollback");
    ApiCaller.Said refused = otto.delete(T + "h-2");
    assertThat(refused.status()).as("told by its coordinator").isEqualTo(403);
    assertThat(refused.at("/detail")).startsWith("h-2 has no heuristic outcome");
    assertThat(otto.delete(T + "h-3").status()).as("never heard of").isEqualTo(403);
    assertThat(cora.delete(T + "h-2").status()).isEqualTo(204);
  }

  @Test
  void operatorWhoForgetsManyForgetsOnlyWhatEndedHeuristically() {
    for (String id : List.of("h-4", "h-5")) {
      cora.prepare(id, COMMAND);
    }
    otto.post(T + "h-4/resolve", "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"looked\"}");
    cora.post(T + "h-5/rollback");
    String both = "{\"ids\": [\"h-4\", \"h-5\"]}";
    assertThat(vera.post(T + "forget", both).status()).isEqualTo(403);

    ApiCaller.Said said = otto.post(T + "forget", both);
    assertThat(said.at("/forgotten/0")).isEqualTo("h-4");
    assertThat(said.at("/kept/0/id")).isEqualTo("h-5");
    assertThat(said.at("/kept/0/type")).isEqualTo("/problems/forbidden");
    assertThat(cora.post(T + "forget", both).body().path("forgotten")).hasSize(2);
  }

  /** A probe has no login, and needs none. */
  @Test
  void healthNamesNobodyToWhomItDoesNotKnow() {
    cora.prepare("names-1", COMMAND);
    otto.post(T + "names-1/resolve", "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"looked\"}");
    String ready = "/q/health/ready";

    assertThat(otto.get(ready).response().body()).contains("names-1", "by otto", "DEGRADED");
    assertThat(vera.get(ready).response().body()).contains("waitingFor", "by otto");
    for (ApiCaller other : List.of(nobody, cora)) {
      ApiCaller.Said said = other.get(ready);
      assertThat(said.status()).isEqualTo(200);
      assertThat(said.response().body())
          .contains("DEGRADED", "\"waitingHeuristic\": ")
          .doesNotContain("names-1", "otto", "alarms", "troubles", "waitingFor");
    }
    assertThat(nobody.get("/q/health/live").response().body())
        .contains("UP")
        .doesNotContain("faults");
    otto.delete(T + "names-1");
  }
}
