package dev.lockstep.app;

import static dev.lockstep.app.RestAtCaller.ENLIST;
import static dev.lockstep.app.RestAtCaller.assertSays;
import static dev.lockstep.app.RestAtCaller.commands;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Narayana hears over HTTP, above all where something is in the way. */
@QuarkusTest
@TestProfile(RestAtPlant.class)
class RestAtApiTest {
  private static final String T = "/api/v1/transactions/";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TestHTTPResource("/")
  URI base;

  @ConfigProperty(name = "lockstep.restat.coordinators")
  URI coordinator;

  private ApiCaller caller;
  private RestAtCaller narayana;

  @BeforeEach
  void call() {
    caller = new ApiCaller(base, Optional.empty());
    narayana = new RestAtCaller(caller, coordinator);
  }

  @Test
  void commitIsAnsweredTheSameOnEveryRepeatAndForgottenWithItsAnswer() {
    String id = narayana.enlisted("c-1", commands("press-1", "61"));
    assertSays(narayana.told(id, "Prepared"), "Prepared");
    assertThat(caller.get(T + id).at("/forgotten")).isEqualTo("false");

    assertSays(narayana.told(id, "Committed"), "Committed");

    assertThat(narayana.force("press-1")).isEqualTo("61");
    assertThat(caller.get(T + id).at("/forgotten")).isEqualTo("true");
    assertSays(narayana.told(id, "Committed"), "Committed");
  }

  @Test
  void rollbackIsForgottenWithItsAnswer() {
    String before = narayana.force("press-1");
    String id = narayana.enlisted("r-1", commands("press-1", "62"));
    assertSays(narayana.told(id, "Prepared"), "Prepared");

    assertSays(narayana.told(id, "RolledBack"), "RolledBack");

    assertThat(narayana.force("press-1")).isEqualTo(before);
    assertThat(caller.get(T + id).at("/forgotten")).isEqualTo("true");
  }

  @Test
  void readOnlyIsForgottenWithTheVoteForNarayanaSaysNoMoreToIt() {
    String looking =
        "\"commands\": [{\"device\": \"press-2\", \"command\": \"Force\", \"read\": true}]";
    String id = narayana.enlisted("o-1", looking);

    assertSays(narayana.told(id, "Prepared"), "ReadOnly");

    assertThat(caller.get(T + id).at("/forgotten")).isEqualTo("true");
    assertSays(narayana.told(id, "Prepared"), "ReadOnly");
  }

  @Test
  void heuristicStaysUntilTheCoordinatorHasTakenIt() {
    String id = narayana.enlisted("h-1", commands("press-1", "63"));
    assertSays(narayana.told(id, "Prepared"), "Prepared");
    String verdict = "{\"outcome\": \"COMMITTED\", \"reason\": \"looked\", \"operator\": \"anna\"}";
    assertThat(caller.post(T + id + "/resolve", verdict).status()).isIn(200, 202);

    assertSays(narayana.told(id, "Committed"), "HeuristicCommit");

    assertThat(caller.get(T + id).at("/forgotten")).isEqualTo("false");
    assertThat(caller.delete("/rest-at/participants/" + id).status()).isEqualTo(204);
    assertThat(caller.get(T + id).at("/forgotten")).isEqualTo("true");
  }

  @Test
  void whatIsNotKnownHereIsNeverCalledCommitted() {
    assertThat(narayana.told("never~1", "Committed").status()).isEqualTo(404);
    assertThat(narayana.told("never~2", "Prepared").status()).isEqualTo(409);
    assertSays(narayana.told("never~3", "RolledBack"), "RolledBack");
    assertSays(narayana.told("never~4", "CommittedOnePhase"), "HeuristicRollback");
  }

  @Test
  void linkHeaderOfTheCoordinatorServesInPlaceOfTheTransaction() {
    ApiCaller.Said enlisted =
        caller.send(
            caller
                .to(ENLIST)
                .header("Content-Type", "application/json")
                .header(
                    "Link",
                    "<%s/fast/l-1>; rel=\"durable-participant\"; title=\"x\""
                        .formatted(coordinator))
                .POST(BodyPublishers.ofString("{" + commands("press-1", "64") + "}")));

    assertThat(enlisted.status()).isEqualTo(201);
    assertThat(enlisted.at("/transaction")).endsWith("/fast/l-1");
  }

  @Test
  void coordinatorThatIsNotNarayanaIsEnlistedWithWhereItsLinkSays() {
    ApiCaller.Said enlisted =
        caller.post(ENLIST, narayana.joining(RestAtPlant.DRAFT + "d-1", commands("press-2", "71")));
    assertThat(enlisted.status()).as("%s", enlisted.response().body()).isEqualTo(201);
    String id = enlisted.at("/id");

    assertSays(narayana.told(id, "Prepared"), "Prepared");
    assertSays(narayana.told(id, "Committed"), "Committed");
    assertThat(narayana.force("press-2")).isEqualTo("71");
  }

  @Test
  void addressThatLinksToNoEnlistmentIsNoTransaction() {
    ApiCaller.Said refused =
        caller.post(
            ENLIST, narayana.joining(RestAtPlant.NO_COORDINATOR + "1", commands("press-2", "72")));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("/detail")).contains("durable-participant", "Location");
  }

  @Test
  void onlyParticipantMovesInOneCall() {
    String id = narayana.enlisted("o-1", commands("press-2", "65"));

    assertSays(narayana.told(id, "CommittedOnePhase"), "Committed");

    assertThat(narayana.force("press-2")).isEqualTo("65");
    assertThat(caller.get(T + id).at("/forgotten")).isEqualTo("true");
  }

  @Test
  void onlyParticipantWhoseMachineIsNotThereRefuses() {
    String id = narayana.enlisted("o-2", commands("press-away", "66"));

    assertSays(narayana.told(id, "CommittedOnePhase"), "HeuristicRollback");
  }

  @Test
  @Tag("fault")
  void onlyParticipantForWhichThereIsNoRoomRefusesAndNeverMoves() {
    String before = narayana.force("press-2");
    String id = narayana.enlisted("o-3", commands("press-2", "67"));
    String slow = narayana.joining(RestAtPlant.SLOW + "o-4", commands("press-2", "68"));
    CompletableFuture<ApiCaller.Said> waits =
        CompletableFuture.supplyAsync(() -> caller.post(ENLIST, slow));
    await("the only room taken")
        .atMost(PATIENCE)
        .until(
            () ->
                caller
                        .post(ENLIST, narayana.joining("/fast/o-5", commands("press-1", "1")))
                        .status()
                    == 503);

    assertSays(narayana.told(id, "CommittedOnePhase"), "HeuristicRollback");

    new ApiCaller(coordinator, Optional.empty()).get(RestAtPlant.LET_GO);
    assertThat(waits.join().status()).isEqualTo(201);
    assertThat(narayana.told(id, "Prepared").status()).isEqualTo(409);
    assertThat(narayana.force("press-2")).isEqualTo(before);
  }

  @Test
  @Tag("fault")
  void whatTheCoordinatorSaysIsHeardThoughLargeBodiesTakeAllTheirRoom() throws IOException {
    String id = narayana.enlisted("o-6", commands("press-2", "69"));
    try (Socket half = new Socket(base.getHost(), base.getPort())) {
      String request =
          "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4096\r\n\r\n%s"
              .formatted(ENLIST, " ".repeat(4_090));
      half.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      half.getOutputStream().flush();
      await("no room for bodies")
          .atMost(PATIENCE)
          .until(
              () ->
                  caller
                          .post(ENLIST, narayana.joining("/fast/o-7", commands("press-1", "1")))
                          .status()
                      == 503);

      assertSays(narayana.told(id, "CommittedOnePhase"), "Committed");
    }
  }
}
