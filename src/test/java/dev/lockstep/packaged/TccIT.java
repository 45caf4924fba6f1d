package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.loadRecipe;
import static dev.lockstep.packaged.PlantLine.setSpeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two packaged gateways as branches of TCC transactions, under a server that plays DTM. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TccIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DtmServer dtm = new DtmServer();
  private final DtmApplication application = new DtmApplication(dtm);
  private PlantLine lineA;
  private Drives lineB;
  private PlantBefore before;
  private int speed;
  private String gid = "";

  @BeforeAll
  void start() {
    dtm.start();
    Map<String, String> settings =
        Map.of(
            "lockstep.coordinators.allowed", dtm.address(),
            "lockstep.limits.timeout-default", "4s",
            "lockstep.transactions.answer-within", "1s",
            "lockstep.transactions.doubt-after", "500ms",
            "lockstep.transactions.pause-max", "1s",
            "lockstep.mqtt.reconnect-pause-max", "1s",
            "lockstep.opcua.reconnect-pause-max", "1s");
    lineA = PlantLine.start("tcc-a", settings);
    lineB = Drives.start("tcc-b", 1, settings);
  }

  @BeforeEach
  void look() throws Exception {
    lineA.awaitConnected();
    before = PlantBefore.of(lineA.plant());
    speed += 10;
    gid = "plant:order-" + speed;
    application.begin(gid);
  }

  @AfterAll
  void end() {
    lineA.close();
    lineB.close();
    application.close();
    dtm.close();
  }

  private String branches() {
    return lineA.gateway().address() + "/tcc/branches";
  }

  private static String body(Map<String, Object> command) throws Exception {
    return JSON.writeValueAsString(Map.of("commands", List.of(command)));
  }

  private String conveyor() throws Exception {
    return body(setSpeed(before.nextSpeed()));
  }

  private HttpResponse<String> conveyorsTry(String branch) throws Exception {
    return application.branch(gid, branch, branches(), conveyor());
  }

  private HttpResponse<String> drivesTry(String branch) throws Exception {
    String drive =
        body(
            Map.of(
                "device", "drive-0", "command", "SetSpeed", "arguments", Map.of("Speed", speed)));
    return application.branch(gid, branch, lineB.gateway().address() + "/tcc/branches", drive);
  }

  private static void assertSays(HttpResponse<String> answer, int status, String word) {
    assertThat(answer.body()).contains("\"dtm_result\":\"%s\"".formatted(word));
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  private void awaitStatus(String status) {
    await(gid + " " + status)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(dtm.status(gid)).isEqualTo(status));
  }

  private JsonNode awaitOutcome(String branch, String outcome) {
    return lineA.awaitTransaction(
        gid + "~" + branch, outcome, shown -> shown.path("outcome").asText().equals(outcome));
  }

  @Test
  void bothLinesMoveWhenTheTransactionIsSubmitted() throws Exception {
    String drive = lineB.speed(0);
    assertSays(conveyorsTry("01"), 200, "SUCCESS");
    assertSays(drivesTry("02"), 200, "SUCCESS");
    before.assertUntouched();
    assertThat(lineB.speed(0)).isEqualTo(drive);

    application.submit(gid);

    awaitStatus("succeed");
    before.assertConveyorMovedOnce();
    assertThat(lineB.speed(0)).isEqualTo(Integer.toString(speed));
    awaitOutcome("01", "COMMITTED");
  }

  @Test
  void branchThatRefusesHasAllOfThemCancelled() throws Exception {
    String drive = lineB.speed(0);
    lineA.plant().press().openGuard();
    assertSays(drivesTry("01"), 200, "SUCCESS");
    HttpResponse<String> refused =
        application.branch(gid, "02", branches(), body(loadRecipe("press", 7, 300)));
    lineA.plant().press().closeGuard();
    assertSays(refused, 409, "FAILURE");
    assertThat(refused.body()).contains("REQUIREMENT_BROKEN");

    application.abort(gid);

    awaitStatus("failed");
    before.assertPressUnmoved();
    assertThat(lineB.speed(0)).isEqualTo(drive);
    awaitOutcome("02", "ROLLED_BACK");
  }

  @Test
  void cancelWithoutATrySucceedsAndATryThatComesAfterItFails() throws Exception {
    application.register(gid, "01", branches(), conveyor());
    application.abort(gid);
    awaitStatus("failed");

    HttpResponse<String> late = application.attempt(gid, "01", branches(), conveyor());

    assertSays(late, 409, "FAILURE");
    assertThat(late.body()).contains("ROLLED_BACK");
    assertSays(application.called(gid, "01", "confirm", branches(), conveyor()), 409, "FAILURE");
    before.assertUntouched();
  }

  @Test
  @Tag("fault")
  void cancelWithoutATryIsRememberedAcrossAKill() throws Exception {
    assertSays(application.called(gid, "01", "cancel", branches(), conveyor()), 200, "SUCCESS");

    lineA.killAndRestart();
    lineA.awaitConnected();

    assertSays(application.attempt(gid, "01", branches(), conveyor()), 409, "FAILURE");
    before.assertUntouched();
  }

  @Test
  void everyCallMayComeTwiceAndMovesOnce() throws Exception {
    assertSays(conveyorsTry("01"), 200, "SUCCESS");
    assertSays(application.attempt(gid, "01", branches(), conveyor()), 200, "SUCCESS");
    application.submit(gid);
    awaitStatus("succeed");

    assertSays(application.called(gid, "01", "confirm", branches(), conveyor()), 200, "SUCCESS");
    assertSays(application.called(gid, "01", "cancel", branches(), conveyor()), 409, "FAILURE");
    assertSays(application.attempt(gid, "01", branches(), conveyor()), 409, "FAILURE");
    before.assertConveyorMovedOnce();
  }

  @Test
  void otherCommandsUnderTheSameBranchAreNoRepeat() throws Exception {
    assertSays(conveyorsTry("01"), 200, "SUCCESS");

    HttpResponse<String> other = application.attempt(gid, "01", branches(), body(setSpeed(0.1)));

    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.body()).contains("/other-commands");
    application.abort(gid);
    awaitStatus("failed");
    before.assertUntouched();
  }

  @Test
  void branchThatWasRegisteredWithoutDataIsConfirmedByGet() throws Exception {
    application.register(gid, "01", branches(), "");
    assertSays(application.attempt(gid, "01", branches(), conveyor()), 200, "SUCCESS");

    application.submit(gid);

    awaitStatus("succeed");
    before.assertConveyorMovedOnce();
    assertThat(application.asPage(gid, "01", "cancel", branches()).statusCode())
        .as("from a page")
        .isEqualTo(415);
  }

  @Test
  void confirmOfWhatWasNeverTriedIsNeverSuccess() throws Exception {
    HttpResponse<String> answer = application.called(gid, "09", "confirm", branches(), conveyor());
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(DtmServer.succeeded(answer)).isFalse();
  }

  @Test
  void otherKindsOfTransactionsAndOtherServersAreRefusedByName() throws Exception {
    String query = "/tcc/branches?gid=%s&branch_id=01&op=try&trans_type=".formatted(gid);
    try (Web web = new Web(lineA.gateway().address())) {
      assertThat(web.post(query + "saga", conveyor()).get().body()).contains("tcc was expected");
      assertThat(web.post(query + "tcc&dtm=http%3A%2F%2F127.0.0.1%3A1", conveyor()).get().body())
          .contains("/stranger");
      assertThat(
              web.post("/tcc/branches?gid=a%2Fb&branch_id=1&op=try&trans_type=tcc", conveyor())
                  .get()
                  .body())
          .contains("/invalid-id", "gid");
    }
    before.assertUntouched();
  }

  @Test
  @Tag("fault")
  void branchInDoubtAfterARestartAsksTheServer() throws Exception {
    // DTM knows no branch of it: it will not call, and the gateway has to ask.
    assertSays(application.attempt(gid, "01", branches(), conveyor()), 200, "SUCCESS");

    lineA.gateway().kill();
    application.submit(gid);
    lineA.gateway().start().awaitReady();

    JsonNode ended = awaitOutcome("01", "COMMITTED");
    assertThat(ended.at("/decided/by").asText()).isEqualTo("EVIDENCE");
    before.assertConveyorMovedOnce();
  }

  @Test
  @Tag("fault")
  void serverKilledBetweenGoesOnWhenItIsBack() throws Exception {
    assertSays(conveyorsTry("01"), 200, "SUCCESS");
    lineA.gateway().kill();
    application.abort(gid);
    dtm.kill();
    lineA.gateway().start().awaitReady();
    assertThat(lineA.transaction(gid + "~01").body().path("state").asText()).isEqualTo("PREPARED");

    dtm.start();

    awaitStatus("failed");
    awaitOutcome("01", "ROLLED_BACK");
    before.assertUntouched();
  }

  @Test
  @Tag("fault")
  void transactionThatTheServerDroppedOrWasStoppedByForceWaitsForAPerson() throws Exception {
    assertSays(application.attempt(gid, "01", branches(), conveyor()), 200, "SUCCESS");
    dtm.drop(gid);
    awaitSilence("how it ended");

    application.forceStop(gid);
    awaitSilence("stopped it");
    before.assertUntouched();

    Map<String, Object> verdict =
        Map.of("outcome", "ROLLED_BACK", "reason", "the line was looked at", "operator", "anna");
    lineA.gateway().rest().post("/api/v1/transactions/%s~01/resolve".formatted(gid), verdict);
    awaitOutcome("01", "HEURISTIC_ROLLBACK");
    // A person's word that agrees is a success, and one that does not a failure.
    assertSays(application.called(gid, "01", "cancel", branches(), ""), 200, "SUCCESS");
    assertSays(application.called(gid, "01", "confirm", branches(), ""), 409, "FAILURE");
  }

  private void awaitSilence(String words) {
    lineA.awaitTransaction(
        gid + "~01", words, shown -> shown.path("silence").asText().contains(words));
  }
}
