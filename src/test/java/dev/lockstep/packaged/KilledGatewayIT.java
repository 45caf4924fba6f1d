package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.loadRecipe;
import static dev.lockstep.packaged.PlantLine.setSpeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.Conveyor;
import dev.lockstep.plant.Plant;
import dev.lockstep.plant.Press;
import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The packaged gateway under {@code kill -9}, with a press over OPC UA and a conveyor over MQTT.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledGatewayIT {
  private static final List<Map<String, Object>> CHANGEOVER =
      List.of(loadRecipe("press", 21, 400), setSpeed(0.875));

  private PlantLine line;
  private Plant.Shown before;

  @BeforeAll
  void start() {
    line = PlantLine.start("killed");
  }

  @BeforeEach
  void look() {
    line.awaitConnected();
    before = line.plant().shown();
  }

  @AfterAll
  void end() {
    line.close();
  }

  @Test
  void killedAfterItsVoteItKeepsItAndMovesEachMachineOnce() {
    Rest.Reply vote = line.prepare("after-vote", CHANGEOVER);
    assertThat(vote.status()).as("%s", vote.body()).isEqualTo(200);
    assertThat(vote.body().path("vote").asText()).isEqualTo("COMMIT");
    assertThat(vote.body().path("promise").asText()).isEqualTo("DURABLE");

    line.killAndRestart();

    // At once, with no machine connected yet: the reservation stands before anything else.
    assertHeld(line.prepare("rival-1", List.of(loadRecipe("press", 5, 100))), "after-vote");
    JsonNode found = line.transaction("after-vote").body();
    assertThat(found.path("state").asText()).isEqualTo("PREPARED");
    assertThat(found.path("vote").asText()).isEqualTo("COMMIT");
    assertThat(line.prepare("after-vote", CHANGEOVER).body()).isEqualTo(vote.body());
    assertThat(line.plant().shown()).isEqualTo(before);

    line.decide("after-vote", "commit");
    awaitCommitted("after-vote");
    assertMovedOnce();
    assertThat(line.decide("after-vote", "commit").body().path("outcome").asText())
        .isEqualTo("COMMITTED");
    assertMovedOnce();
  }

  private static void assertHeld(Rest.Reply refused, String holder) {
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().path("vote").asText()).isEqualTo("ROLLBACK");
    JsonNode reasons = refused.body().path("reasons");
    assertThat(reasons.findValuesAsText("code")).contains("RESERVED");
    assertThat(reasons.findValuesAsText("detail")).anyMatch(detail -> detail.contains(holder));
  }

  /** Woken up after the instant it must not jump, and neither after a kill. */
  @Test
  void processThatIsStoppedOrKilledOverItsInstantMovesNothingUntilAPersonSaysSo() {
    commitAt("stopped", Instant.now().plusSeconds(2));
    line.gateway().pause();
    passes(Duration.ofSeconds(4));
    line.gateway().resume();
    awaitWithheld("stopped");

    commitAt("killed-at", Instant.now().plusSeconds(2), List.of(setSpeed(1.625)));
    line.gateway().kill();
    passes(Duration.ofSeconds(4));
    line.killAndRestart();
    awaitWithheld("killed-at");
    assertThat(line.plant().shown()).isEqualTo(before);

    line.rest()
        .post(
            "/api/v1/transactions/stopped/release",
            Map.of("operator", "anna", "reason", "the line is clear"));
    awaitCommitted("stopped");
    line.rest()
        .post(
            "/api/v1/transactions/killed-at/resolve",
            Map.of("operator", "anna", "reason", "not today", "outcome", "ROLLED_BACK"));
    line.awaitTransaction(
        "killed-at", "to end", each -> each.path("state").asText().equals("ENDED"));
  }

  private void commitAt(String id, Instant instant) {
    commitAt(id, instant, List.of(loadRecipe("press", 33, 450)));
  }

  private void commitAt(String id, Instant instant, List<Map<String, Object>> commands) {
    assertThat(line.prepare(id, commands).status()).isEqualTo(200);
    Rest.Reply waits =
        line.rest()
            .post("/api/v1/transactions/" + id + "/commit", Map.of("at", instant.toString()));
    assertThat(waits.body().path("standing").asText()).as("%s", waits.body()).isEqualTo("AWAITING");
  }

  private void awaitWithheld(String id) {
    JsonNode shown =
        line.awaitTransaction(
            id, "to be withheld", each -> each.path("standing").asText().equals("WITHHELD"));
    assertThat(shown.at("/waitsFor/cause").asText()).contains("STALE", "instant");
  }

  /** Nothing can be waited for: it is time itself that must go by. */
  private static void passes(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    await().atMost(time.multipliedBy(3)).until(() -> System.nanoTime() > end);
  }

  @Test
  void serverThatWasApprovedFirstIsShownAndKeptOverAKill() {
    JsonNode shown = server();
    assertThat(shown.path("applicationUri").asText()).startsWith("urn:");
    assertThat(shown.path("thumbprint").asText()).hasSize(40);
    assertThat(shown.path("validUntil").asText()).endsWith("Z");

    line.killAndRestart();
    line.awaitConnected();

    assertThat(server()).isEqualTo(shown);
  }

  private JsonNode server() {
    return line.rest().get("/api/v1/devices/press").body().at("/connection/server");
  }

  @Test
  void killedInTheMiddleOfACommitItIsSettledByTheMachinesOwnRecord() {
    line.prepare("in-commit", CHANGEOVER);
    line.plant().press().fallSilentAtCommit();
    inBackground(() -> line.decide("in-commit", "commit"));
    awaitPress(moved -> moved.moves() == before.press().moves() + 1);

    line.killAndRestart();
    // Nobody can know yet: the press took it and has never answered.
    JsonNode meanwhile = line.transaction("in-commit").body();
    assertThat(meanwhile.path("state").asText()).isEqualTo("COMMITTING");
    assertThat(meanwhile.has("outcome")).isFalse();
    assertHeld(line.prepare("rival-2", List.of(loadRecipe("press", 5, 100))), "in-commit");

    line.plant().press().answer();
    JsonNode ended = awaitCommitted("in-commit");
    assertThat(ended.path("commands").findValuesAsText("progress")).containsOnly("APPLIED");
    assertMovedOnce();
  }

  @Test
  void killedDuringPrepareItLeavesNothingArmed() {
    line.plant().press().fallSilentAtPrepare();
    inBackground(() -> line.prepare("in-prepare", CHANGEOVER));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> line.plant().press().preparedId().startsWith("in-prepare"));

    line.gateway().kill();
    line.plant().press().answer();
    line.gateway().start().awaitReady();

    JsonNode ended = line.awaitTransaction("in-prepare", "to end", KilledGatewayIT::ended);
    assertThat(ended.path("outcome").asText()).isEqualTo("ROLLED_BACK");
    assertThat(line.plant().press().preparedId()).isEmpty();
    assertThat(line.plant().shown()).isEqualTo(before);
    assertThat(line.decide("in-prepare", "commit").status()).isEqualTo(409);

    line.awaitConnected();
    Rest.Reply next = line.prepare("next", CHANGEOVER);
    assertThat(next.status()).as("%s", next.body()).isEqualTo(200);
    line.decide("next", "commit");
    awaitCommitted("next");
    assertMovedOnce();
  }

  private static boolean ended(JsonNode shown) {
    return shown.path("state").asText().equals("ENDED");
  }

  private JsonNode awaitCommitted(String id) {
    JsonNode ended = line.awaitTransaction(id, "to end", KilledGatewayIT::ended);
    assertThat(ended.path("outcome").asText()).isEqualTo("COMMITTED");
    return ended;
  }

  private void awaitPress(Predicate<Press.Shown> wanted) {
    await().atMost(Duration.ofSeconds(10)).until(() -> line.plant().press().shown(), wanted);
  }

  private void assertMovedOnce() {
    Press.Shown press = before.press();
    Conveyor.Shown conveyor = before.conveyor();
    assertThat(line.plant().shown())
        .isEqualTo(
            new Plant.Shown(
                new Press.Shown(21, 400, press.guardClosed(), press.moves() + 1),
                new Conveyor.Shown(0.875, conveyor.moves() + 1),
                before.oven()));
  }

  private static void inBackground(Runnable call) {
    Thread.startVirtualThread(
        () -> {
          try {
            call.run();
          } catch (UncheckedIOException killed) {
            // The gateway dies in the middle of this call: that is the test.
          }
        });
  }
}
