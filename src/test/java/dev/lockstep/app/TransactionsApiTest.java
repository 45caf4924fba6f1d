package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The README's table of calls, call by call. Each test has ids and values of its own. */
@QuarkusTest
@TestProfile(TransactionsApiTest.Plant.class)
class TransactionsApiTest {
  /** A start of its own: what other tests leave behind would be seen here. */
  public static final class Plant extends SimulatedPlant {}

  private static final String T = "/api/v1/transactions/";

  @TestHTTPResource("/")
  URI base;

  private ApiCaller caller;

  @BeforeEach
  void call() {
    caller = new ApiCaller(base, Optional.empty());
  }

  static String recipe(String device, String force) {
    return "{\"device\": \"%s\", \"command\": \"set-recipe\", \"arguments\": {\"Force\": %s}}"
        .formatted(device, force);
  }

  private String force(String device) {
    return caller.get("/api/v1/devices/" + device + "/resources/Force").at("/value");
  }

  @Test
  void preparedIsCommittedAndEveryCallMayBeRepeated() {
    ApiCaller.Said vote = caller.prepare("c-1", recipe("press-1", "120.5"));
    assertThat(vote.status()).isEqualTo(200);
    assertThat(vote.at("/id")).isEqualTo("c-1");
    assertThat(vote.at("/vote")).isEqualTo("COMMIT");
    assertThat(vote.at("/promise")).isEqualTo("CHECKED");
    assertThat(vote.at("/readings/0/resource")).isEqualTo("Force");
    assertThat(caller.prepare("c-1", recipe("press-1", "120.5")).body()).isEqualTo(vote.body());
    assertThat(caller.get(T + "c-1").at("/state")).isEqualTo("PREPARED");

    ApiCaller.Said end = caller.post(T + "c-1/commit");
    assertThat(end.status()).isEqualTo(200);
    assertThat(end.response().body()).isEqualTo("{\"id\":\"c-1\",\"outcome\":\"COMMITTED\"}");
    assertThat(caller.post(T + "c-1/commit").body()).isEqualTo(end.body());
    assertThat(force("press-1")).isEqualTo("120.5");

    ApiCaller.Said told = caller.get(T + "c-1");
    assertThat(told.at("/outcome")).isEqualTo("COMMITTED");
    assertThat(told.at("/decided/by")).isEqualTo("COORDINATOR");
    assertThat(told.at("/commands/0/progress")).isEqualTo("APPLIED");
    assertThat(told.at("/commands/0/after/0/value")).isEqualTo("120.5");
    assertThat(told.body().at("/history").findValuesAsText("to")).endsWith("ENDED");

    assertThat(caller.post(T + "c-1/rollback").at("/outcome")).isEqualTo("COMMITTED");
    assertThat(caller.delete(T + "c-1").status()).isEqualTo(204);
    assertThat(caller.delete(T + "c-1").status()).isEqualTo(204);
  }

  @Test
  void rolledBackMovesNothingAndLetsTheResourcesGo() {
    String before = force("press-2");
    assertThat(caller.prepare("r-1", recipe("press-2", "77")).status()).isEqualTo(200);

    ApiCaller.Said end = caller.post(T + "r-1/rollback");

    assertThat(end.status()).isEqualTo(200);
    assertThat(end.response().body()).isEqualTo("{\"id\":\"r-1\",\"outcome\":\"ROLLED_BACK\"}");
    assertThat(force("press-2")).isEqualTo(before);
    ApiCaller.Said late = caller.post(T + "r-1/commit");
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.at("/type")).isEqualTo("/problems/ended-otherwise");
    assertThat(late.at("/outcome")).isEqualTo("ROLLED_BACK");
    assertThat(caller.prepare("r-2", recipe("press-2", "78")).status()).isEqualTo(200);
    assertThat(caller.post(T + "r-2/rollback").status()).isEqualTo(200);
  }

  @Test
  void rollbackOfAnUnknownIdSucceedsAndThenRefusesTheLatePrepare() {
    assertThat(caller.post(T + "u-1/rollback").at("/outcome")).isEqualTo("ROLLED_BACK");

    ApiCaller.Said vote = caller.prepare("u-1", recipe("press-1", "1"));

    assertThat(vote.status()).isEqualTo(409);
    assertThat(vote.type()).startsWith("application/json");
    assertThat(vote.at("/vote")).isEqualTo("ROLLBACK");
    assertThat(vote.at("/reasons/0/code")).isEqualTo("ROLLED_BACK_BEFORE");
  }

  @Test
  void commitAtAnInstantMovesThenAndNotBefore() {
    caller.prepare("at-1", recipe("press-1", "121.5"));
    Instant instant = Instant.now().plusMillis(1_500);
    String at = "{\"at\": \"%s\"}".formatted(instant);

    ApiCaller.Said waits = caller.post(T + "at-1/commit", at);

    assertThat(waits.status()).isEqualTo(202);
    assertThat(waits.at("/standing")).isEqualTo("AWAITING");
    assertThat(waits.at("/instant")).isEqualTo(instant.toString());
    assertThat(caller.post(T + "at-1/commit", at).at("/standing")).isEqualTo("AWAITING");
    ApiCaller.Said other =
        caller.post(T + "at-1/commit", "{\"at\": \"2026-01-01T06:00:00+01:00\"}");
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.at("/type")).isEqualTo("/problems/other-instant");
    assertThat(force("press-1")).isNotEqualTo("121.5");
    await().until(() -> caller.get(T + "at-1").at("/state").equals("ENDED"));
    ApiCaller.Said end = caller.get(T + "at-1");
    assertThat(end.at("/decided/instant")).isEqualTo(instant.toString());
    assertThat(end.at("/commands/0/evidence")).contains(" after " + instant + ", clock ");
    assertThat(Instant.now()).isAfter(instant);
  }

  @Test
  void instantThatHasPassedWaitsForAPersonAndOneThatIsNoneIsRefused() {
    caller.prepare("at-2", recipe("press-1", "122.5"));
    assertThat(caller.post(T + "at-2/commit", "{\"at\": \"six\"}").at("/pointer")).isEqualTo("/at");
    assertThat(caller.post(T + "at-2/commit", "{\"at\": \"9999-01-01T00:00:00Z\"}").status())
        .isEqualTo(400);

    ApiCaller.Said late = caller.post(T + "at-2/commit", "{\"at\": \"2026-01-01T06:00:00Z\"}");

    assertThat(late.status()).isEqualTo(202);
    assertThat(late.at("/standing")).isEqualTo("WITHHELD");
    assertThat(late.at("/waitsFor/cause")).contains("after its instant 2026-01-01T06:00:00Z");
    assertThat(
            caller
                .post(T + "at-2/release", "{\"reason\": \"clear\", \"operator\": \"anna\"}")
                .at("/outcome"))
        .isEqualTo("COMMITTED");
  }

  @Test
  void commitOfAnUnknownIdIs404() {
    ApiCaller.Said refused = caller.post(T + "u-2/commit");

    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.type()).isEqualTo("application/problem+json");
    assertThat(refused.at("/type")).isEqualTo("/problems/unknown-transaction");
    assertThat(refused.at("/title")).isNotEmpty();
    assertThat(refused.at("/status")).isEqualTo("404");
    assertThat(refused.at("/instance")).isEqualTo(T + "u-2/commit");
    assertThat(caller.get(T + "u-2").status()).isEqualTo(404);
  }

  @Test
  void sameIdWithOtherCommandsIs409AndChangesNothing() {
    caller.prepare("o-1", recipe("press-2", "50"));

    ApiCaller.Said refused = caller.prepare("o-1", recipe("press-2", "51"));

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("/type")).isEqualTo("/problems/other-commands");
    assertThat(refused.at("/state")).isEqualTo("PREPARED");
    assertThat(caller.post(T + "o-1/rollback").status()).isEqualTo(200);
  }

  @Test
  void executeOfAPreparedIdIsToldThatThePhasesDifferNotTheBody() {
    String body = "{\"commands\": [" + recipe("press-2", "50") + "]}";
    caller.post(T + "x-1/prepare", body);

    ApiCaller.Said refused = caller.post(T + "x-1/execute", body);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("/type")).isEqualTo("/problems/other-commands");
    assertThat(refused.at("/state")).isEqualTo("PREPARED");
    assertThat(refused.at("/detail"))
        .isEqualTo(
            "x-1 was prepared, with two phases, which end with commit or rollback; execute is for"
                + " a transaction with one phase, under a new id");
    assertThat(caller.post(T + "x-1/rollback").status()).isEqualTo(200);
    assertThat(caller.post(T + "x-1/execute", body).at("/detail")).contains("with two phases");
  }

  @Test
  void prepareOfAnExecutedIdIsToldThatThePhasesDiffer() {
    String body = "{\"commands\": [" + recipe("press-2", "57") + "]}";
    caller.post(T + "x-2/execute", body);

    ApiCaller.Said refused = caller.post(T + "x-2/prepare", body);

    assertThat(refused.at("/type")).isEqualTo("/problems/other-commands");
    assertThat(refused.at("/detail"))
        .startsWith("x-2 was executed, with one phase; prepare is for a transaction with two");
    assertThat(caller.post(T + "x-2/execute", body).status()).isEqualTo(200);
    ApiCaller.Said otherBody = caller.post(T + "x-2/execute", body.replace("57", "58"));
    assertThat(otherBody.at("/detail"))
        .isEqualTo("x-2 came before with another body; take another id");
  }

  @Test
  void executeCommitsInOneCall() {
    ApiCaller.Said end =
        caller.post(T + "e-1/execute", "{\"commands\": [" + recipe("press-1", "33.25") + "]}");

    assertThat(end.status()).isEqualTo(200);
    assertThat(end.at("/outcome")).isEqualTo("COMMITTED");
    assertThat(force("press-1")).isEqualTo("33.25");
  }

  @Test
  void forgettingWhatHasNotEndedIsRefused() {
    caller.prepare("f-1", recipe("press-2", "5"));

    assertThat(caller.delete(T + "f-1").at("/type")).isEqualTo("/problems/not-ended");
    assertThat(caller.post(T + "f-1/rollback").status()).isEqualTo(200);
  }

  @Test
  void operatorWhoResolvesIsNamedInDecisionAndHistory() {
    caller.prepare("op-1", recipe("press-2", "5"));

    ApiCaller.Said nameless =
        caller.post(T + "op-1/resolve", "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"test\"}");
    assertThat(nameless.status()).isEqualTo(400);
    assertThat(nameless.at("/pointer")).isEqualTo("/operator");

    ApiCaller.Said end =
        caller.post(
            T + "op-1/resolve",
            "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"line is down\", \"operator\": \"anna\"}");
    assertThat(end.status()).isEqualTo(200);
    assertThat(end.at("/outcome")).isEqualTo("HEURISTIC_ROLLBACK");
    ApiCaller.Said told = caller.get(T + "op-1");
    assertThat(told.at("/decided/by")).isEqualTo("OPERATOR");
    assertThat(told.at("/decided/who")).isEqualTo("anna");
    assertThat(told.at("/decided/why")).isEqualTo("line is down");
    assertThat(told.body().at("/history").toString())
        .as("what was seen at that moment is kept")
        .contains("press-2 Force = ", "press-2 Mode = ");
    assertThat(caller.post(T + "op-1/commit").at("/outcome")).isEqualTo("HEURISTIC_MIXED");
  }

  @Test
  void releaseOfWhatIsNotWithheldIsRefused() {
    caller.prepare("w-1", recipe("press-2", "5"));

    ApiCaller.Said refused =
        caller.post(T + "w-1/release", "{\"reason\": \"go on\", \"operator\": \"anna\"}");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("/type")).isEqualTo("/problems/not-withheld");
    assertThat(caller.post(T + "w-1/rollback").status()).isEqualTo(200);
  }

  @Test
  void pagesLeadFromOneToTheNext() {
    for (int each = 0; each < 3; each++) {
      caller.post(T + "page-" + each + "/rollback");
    }

    ApiCaller.Said first = caller.get("/api/v1/transactions?state=ENDED&limit=2");
    ApiCaller.Said second = caller.get(first.at("/next"));

    assertThat(first.body().at("/items")).hasSize(2);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body().at("/items").findValuesAsText("id"))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(first.body().at("/items").findValuesAsText("id"));
  }
}
