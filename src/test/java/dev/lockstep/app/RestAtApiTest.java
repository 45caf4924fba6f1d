package dev.lockstep.app;

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
  private static final String ENLIST = "/rest-at/transactions";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TestHTTPResource("/")
  URI base;

  @ConfigProperty(name = "lockstep.restat.coordinators")
  URI coordinator;

  private Caller caller;

  @BeforeEach
  void call() {
    caller = new Caller(base, Optional.empty());
  }

  private static String commands(String device, String force) {
    return "\"commands\": [{\"device\": \"%s\", \"command\": \"Force\", \"arguments\": {\"Force\": %s}}]"
        .formatted(device, force);
  }

  private String joining(String path, String device, String force) {
    return "{\"transaction\": \"%s%s\", %s}".formatted(coordinator, path, commands(device, force));
  }

  /** The id of the participant. */
  private String enlisted(String name, String device, String force) {
    Caller.Said enlisted = caller.post(ENLIST, joining(RestAtPlant.FAST + name, device, force));
    assertThat(enlisted.status()).as("%s", enlisted.response().body()).isEqualTo(201);
    return enlisted.at("/id");
  }

  private Caller.Said told(String id, String word) {
    return caller.send(
        caller
            .to("/rest-at/participants/" + id + "/terminator")
            .header("Content-Type", "application/txstatus")
            .PUT(BodyPublishers.ofString("txstatus=Transaction" + word)));
  }

  private String force(String device) {
    return caller.get("/api/v1/devices/" + device + "/resources/Force").at("/value");
  }

  private static void assertSays(Caller.Said said, String word) {
    assertThat(said.response().body()).isEqualTo("txstatus=Transaction" + word);
    assertThat(said.status()).isEqualTo(200);
    assertThat(said.type()).startsWith("application/txstatus");
  }

  @Test
  void commitIsAnsweredTheSameOnEveryRepeatAndForgottenWithItsAnswer() {
    String id = enlisted("c-1", "press-1", "61");
    assertSays(told(id, "Prepared"), "Prepared");
    assertThat(caller.get(T + id).at("/forgotten")).isEqualTo("false");

    assertSays(told(id, "Committed"), "Committed");

    assertThat(force("press-1")).isEqualTo("61");
    assertThat(caller.get(T + id).at("/forgotten")).isEqualTo("true");
    assertSays(told(id, "Committed"), "Committed");
  }

  @Test
  void rollbackIsForgottenWithItsAnswer() {
    String before = force("press-1");
    String id = enlisted("r-1", "press-1", "62");
    assertSays(told(id, "Prepared"), "Prepared");

    assertSays(told(id, "RolledBack"), "RolledBack");

    assertThat(force("press-1")).isEqualTo(before);
    assertThat(caller.get(T + id).at("/forgotten")).isEqualTo("true");
  }

  @Test
  void heuristicStaysUntilTheCoordinatorHasTakenIt() {
    String id = enlisted("h-1", "press-1", "63");
    assertSays(told(id, "Prepared"), "Prepared");
    String verdict = "{\"outcome\": \"COMMITTED\", \"reason\": \"looked\", \"operator\": \"anna\"}";
    assertThat(caller.post(T + id + "/resolve", verdict).status()).isIn(200, 202);

    assertSays(told(id, "Committed"), "HeuristicCommit");

    assertThat(caller.get(T + id).at("/forgotten")).isEqualTo("false");
    assertThat(caller.delete("/rest-at/participants/" + id).status()).isEqualTo(204);
    assertThat(caller.get(T + id).at("/forgotten")).isEqualTo("true");
  }

  @Test
  void whatIsNotKnownHereIsNeverCalledCommitted() {
    assertThat(told("never~1", "Committed").status()).isEqualTo(404);
    assertThat(told("never~2", "Prepared").status()).isEqualTo(409);
    assertSays(told("never~3", "RolledBack"), "RolledBack");
    assertSays(told("never~4", "CommittedOnePhase"), "HeuristicRollback");
  }

  @Test
  void linkHeaderOfTheCoordinatorServesInPlaceOfTheTransaction() {
    Caller.Said enlisted =
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
  void onlyParticipantMovesInOneCall() {
    String id = enlisted("o-1", "press-2", "65");

    assertSays(told(id, "CommittedOnePhase"), "Committed");

    assertThat(force("press-2")).isEqualTo("65");
    assertThat(caller.get(T + id).at("/forgotten")).isEqualTo("true");
  }

  @Test
  void onlyParticipantWhoseMachineIsNotThereRefuses() {
    String id = enlisted("o-2", "press-away", "66");

    assertSays(told(id, "CommittedOnePhase"), "HeuristicRollback");
  }

  @Test
  @Tag("fault")
  void onlyParticipantForWhichThereIsNoRoomRefusesAndNeverMoves() {
    String before = force("press-2");
    String id = enlisted("o-3", "press-2", "67");
    String slow = joining(RestAtPlant.SLOW + "o-4", "press-2", "68");
    CompletableFuture<Caller.Said> waits =
        CompletableFuture.supplyAsync(() -> caller.post(ENLIST, slow));
    await("the only room taken")
        .atMost(PATIENCE)
        .until(() -> caller.post(ENLIST, joining("/fast/o-5", "press-1", "1")).status() == 503);

    assertSays(told(id, "CommittedOnePhase"), "HeuristicRollback");

    new Caller(coordinator, Optional.empty()).get(RestAtPlant.LET_GO);
    assertThat(waits.join().status()).isEqualTo(201);
    assertThat(told(id, "Prepared").status()).isEqualTo(409);
    assertThat(force("press-2")).isEqualTo(before);
  }

  @Test
  @Tag("fault")
  void whatTheCoordinatorSaysIsHeardThoughLargeBodiesTakeAllTheirRoom() throws IOException {
    String id = enlisted("o-6", "press-2", "69");
    try (Socket half = new Socket(base.getHost(), base.getPort())) {
      String request =
          "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4096\r\n\r\n%s"
              .formatted(ENLIST, " ".repeat(4_090));
      half.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      half.getOutputStream().flush();
      await("no room for bodies")
          .atMost(PATIENCE)
          .until(() -> caller.post(ENLIST, joining("/fast/o-7", "press-1", "1")).status() == 503);

      assertSays(told(id, "CommittedOnePhase"), "Committed");
    }
  }
}
