package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A damaged row from the start to the first vote after it was acknowledged (promise P9). */
@QuarkusTest
@TestProfile(DamagedPlant.class)
class JournalApiTest {
  private static final String T = "/api/v1/transactions/";
  private static final String JOURNAL = "/api/v1/journal";
  private static final String WORD = "{\"operator\": \"anna\", \"reason\": \"looked at press-1\"}";
  private static final String COMMAND =
      "{\"device\": \"press-1\", \"command\": \"set-recipe\", \"arguments\": {\"Force\": 20}}";

  @TestHTTPResource("/")
  URI base;

  private ApiCaller caller;

  @BeforeEach
  void call() {
    caller = new ApiCaller(base, Optional.empty());
  }

  private static String acknowledge(String position) {
    return JOURNAL + "/damages/" + position + "/acknowledge";
  }

  @Test
  void damagedRowKeepsEveryVoteAtRollbackUntilAnOperatorAcknowledgesIt() {
    ApiCaller.Said refused = caller.prepare("before", COMMAND);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("/vote")).isEqualTo("ROLLBACK");
    assertThat(refused.at("/reasons/0/code")).isEqualTo("JOURNAL_UNAVAILABLE");
    assertThat(refused.at("/reasons/0/detail")).contains("journal row", DamagedPlant.HURT);
    assertThat(caller.get(T + DamagedPlant.HURT).status()).isEqualTo(503);
    assertThat(caller.get("/q/health/ready").response().body())
        .contains("DEGRADED", "transaction " + DamagedPlant.HURT);

    ApiCaller.Said listed = caller.get(JOURNAL);
    assertThat(listed.body().at("/troubles")).hasSize(1);
    assertThat(listed.body().at("/damages")).hasSize(1);
    assertThat(listed.at("/damages/0/id")).isEqualTo(DamagedPlant.HURT);
    assertThat(listed.at("/damages/0/fault")).contains("checksum");
    String position = listed.at("/damages/0/position");

    ApiCaller.Said nameless = caller.post(acknowledge(position), "{\"reason\": \"looked\"}");
    assertThat(nameless.status()).isEqualTo(400);
    assertThat(nameless.at("/pointer")).isEqualTo("/operator");

    ApiCaller.Said said = caller.post(acknowledge(position), WORD);
    assertThat(said.status()).isEqualTo(200);
    assertThat(said.at("/position")).isEqualTo(position);
    assertThat(said.at("/id")).isEqualTo(DamagedPlant.HURT);
    assertThat(said.at("/operator")).isEqualTo("anna");
    assertThat(said.at("/reason")).isEqualTo("looked at press-1");
    assertThat(said.at("/detail")).contains("unknown here from now on");
    String again = "{\"operator\": \"otto\", \"reason\": \"too\"}";
    assertThat(caller.post(acknowledge(position), again).body()).isEqualTo(said.body());

    ApiCaller.Said healthy = caller.get(JOURNAL);
    assertThat(healthy.response().body()).isEqualTo("{\"troubles\":[],\"damages\":[]}");
    assertThat(caller.get("/q/health/ready").response().body())
        .contains("GOOD", "coordinatorTroubles")
        .doesNotContain(DamagedPlant.HURT);
    assertThat(caller.post(T + DamagedPlant.HURT + "/commit").status()).isEqualTo(404);
    assertThat(caller.prepare("after", COMMAND).at("/vote")).isEqualTo("COMMIT");
    assertThat(caller.post(T + "after/rollback").status()).isEqualTo(200);
  }

  @Test
  void unknownPositionIs404() {
    ApiCaller.Said refused = caller.post(acknowledge("4711"), WORD);

    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.at("/type")).isEqualTo("/problems/unknown-damage");
    assertThat(refused.at("/position")).isEqualTo("4711");
  }

  @Test
  void positionThatIsNoNumberIsMalformed() {
    ApiCaller.Said refused = caller.post(acknowledge("first"), WORD);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/parameter")).isEqualTo("position");
  }
}
