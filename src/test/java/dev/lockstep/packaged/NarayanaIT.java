package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.loadRecipe;
import static dev.lockstep.packaged.PlantLine.setSpeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.narayana.Narayana;
import dev.lockstep.narayana.OtherParticipant;
import dev.lockstep.plant.Plant;
import dev.lockstep.plant.Rest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two packaged gateways under a real Narayana: line A with a press and a conveyor, line B with
 * drives. What the machines did must be what was decided, once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NarayanaIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "lockstep.limits.timeout-default", "4s",
          "lockstep.transactions.answer-within", "2s",
          "lockstep.transactions.doubt-after", "500ms",
          "lockstep.transactions.pause-max", "1s");

  private Narayana coordinator;
  private PlantLine lineA;
  private Drives lineB;
  private OtherParticipant other;
  private Plant.Shown before;
  private int speed;

  @BeforeAll
  void start() {
    coordinator =
        new Narayana(
            Distribution.home().resolveSibling("narayana"), Distribution.folder("narayana"));
    coordinator.start();
    Map<String, String> settings = new HashMap<>(IMPATIENT);
    settings.put("lockstep.restat.coordinators", coordinator.address());
    lineA = PlantLine.start("narayana-a", settings);
    lineB = Drives.start("narayana-b", 1, settings);
  }

  @BeforeEach
  void look() {
    lineA.awaitConnected();
    other = new OtherParticipant();
    before = lineA.plant().shown();
    speed += 10;
  }

  @AfterEach
  void part() {
    other.close();
  }

  @AfterAll
  void end() {
    lineA.close();
    lineB.close();
    coordinator.close();
  }

  private Narayana.Transaction begin() {
    return coordinator.begin(Optional.empty());
  }

  private Rest.Reply asked(Rest gateway, Narayana.Transaction tx, Map<String, Object> command) {
    return gateway.post(
        "/rest-at/transactions",
        Map.of("transaction", tx.address(), "commands", List.of(command)));
  }

  private String enlist(Rest gateway, Narayana.Transaction tx, Map<String, Object> command) {
    Rest.Reply enlisted = asked(gateway, tx, command);
    assertThat(enlisted.status()).as("%s", enlisted.body()).isEqualTo(201);
    return enlisted.body().path("id").asText();
  }

  private String enlistConveyor(Narayana.Transaction tx) {
    return enlist(lineA.gateway().rest(), tx, setSpeed(nextSpeed()));
  }

  private double nextSpeed() {
    return before.conveyor().speed() > 0.5 ? 0.25 : 0.75;
  }

  private String enlistDrive(Narayana.Transaction tx) {
    Map<String, Object> command =
        Map.of("device", "drive-0", "command", "SetSpeed", "arguments", Map.of("Speed", speed));
    return enlist(lineB.gateway().rest(), tx, command);
  }

  private JsonNode awaitOutcome(String id, String outcome) {
    return lineA.awaitTransaction(
        id, outcome, shown -> shown.path("outcome").asText().equals(outcome));
  }

  private void awaitPrepared(String id) {
    lineA.awaitTransaction(id, "voted", shown -> shown.path("state").asText().equals("PREPARED"));
  }

  private void assertConveyorMovedOnce() {
    assertThat(lineA.plant().shown().conveyor().moves()).isEqualTo(before.conveyor().moves() + 1);
    assertThat(lineA.plant().shown().conveyor().speed()).isEqualTo(nextSpeed());
  }

  @Test
  void bothLinesMoveWhenTheTransactionCommits() {
    Narayana.Transaction tx = begin();
    String id = enlistConveyor(tx);
    enlistDrive(tx);
    // A repeat is the same participant.
    assertThat(enlistConveyor(tx)).isEqualTo(id);
    assertThat(metrics()).contains("lockstep_restat_enlisted 1.0");

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionCommitted");

    assertConveyorMovedOnce();
    assertThat(lineB.speed(0)).isEqualTo(Integer.toString(speed));
    awaitOutcome(id, "COMMITTED");
    assertThat(metrics()).contains("lockstep_restat_enlisted 0.0");
  }

  private String metrics() {
    try (Web web = new Web(lineA.gateway().address())) {
      return web.get("/q/metrics").join().body();
    }
  }

  @Test
  void refusalOfOneLineIsTheRefusalOfAll() {
    lineA.plant().press().openGuard();
    String untouched = lineB.speed(0);
    Narayana.Transaction tx = begin();
    String id = enlist(lineA.gateway().rest(), tx, loadRecipe("press", 7, 300));
    enlistDrive(tx);

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionRolledBack");

    lineA.plant().press().closeGuard();
    assertThat(lineB.speed(0)).isEqualTo(untouched);
    assertThat(lineA.plant().shown().press().moves()).isEqualTo(before.press().moves());
    awaitOutcome(id, "ROLLED_BACK");
  }

  @Test
  void lineThatOnlyLooksHoldsNobodyUp() {
    Narayana.Transaction tx = begin();
    Map<String, Object> look = Map.of("device", "press", "command", "PressState");
    String id = enlist(lineA.gateway().rest(), tx, look);
    enlistDrive(tx);

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionCommitted");

    assertThat(lineA.transaction(id).body().path("vote").asText()).isEqualTo("READ_ONLY");
    assertThat(lineB.speed(0)).isEqualTo(Integer.toString(speed));
  }

  @Test
  void onlyParticipantMovesInOnePhase() {
    Narayana.Transaction tx = begin();
    String id = enlistConveyor(tx);

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionCommitted");

    assertConveyorMovedOnce();
    awaitOutcome(id, "COMMITTED");
  }

  @Test
  void onlyParticipantThatRefusesIsNotTakenForCommitted() {
    lineA.plant().press().openGuard();
    Narayana.Transaction tx = begin();
    enlist(lineA.gateway().rest(), tx, loadRecipe("press", 8, 300));

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionRolledBack");

    lineA.plant().press().closeGuard();
    assertThat(lineA.plant().shown().press().moves()).isEqualTo(before.press().moves());
  }

  @Test
  void namesThatDoNotResolveAreRefusedAtTheEnlistment() {
    Narayana.Transaction tx = begin();
    Map<String, Object> wrong = Map.of("device", "nobody", "command", "SetSpeed");
    Rest.Reply refused = asked(lineA.gateway().rest(), tx, wrong);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().path("type").asText()).endsWith("/not-enlisted");

    assertThat(tx.end("TransactionRolledBack", "").join())
        .isEqualTo("txstatus=TransactionRolledBack");
    Rest.Reply gone = asked(lineA.gateway().rest(), tx, setSpeed(0.5));
    assertThat(gone.status()).isEqualTo(409);
    assertThat(gone.body().path("coordinatorStatus").asInt()).isEqualTo(404);
  }

  @Test
  void transactionThatTimesOutIsRolledBackAtTheGateway() {
    Narayana.Transaction tx = coordinator.begin(Optional.of(Duration.ofSeconds(1)));
    String id = enlistConveyor(tx);

    awaitOutcome(id, "ROLLED_BACK");

    assertThat(lineA.plant().shown()).isEqualTo(before);
  }

  @Test
  @Tag("fault")
  void enlistmentThatARestartLostIsARefusal() {
    Narayana.Transaction tx = begin();
    enlistConveyor(tx);
    enlistDrive(tx);
    String untouched = lineB.speed(0);

    lineA.killAndRestart();

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionRolledBack");
    assertThat(lineB.speed(0)).isEqualTo(untouched);
    assertThat(lineA.plant().shown()).isEqualTo(before);
  }

  @Test
  @Tag("fault")
  void gatewayKilledAfterItsVoteMovesOnceWhenItIsBack() {
    Narayana.Transaction tx = begin();
    tx.enlist(other.address());
    String id = enlistConveyor(tx);
    CompletableFuture<String> committed = tx.commit();
    awaitPrepared(id);

    lineA.gateway().kill();
    other.agree();
    assertThat(committed.join()).isEqualTo("txstatus=TransactionCommitted");
    lineA.gateway().start().awaitReady();

    awaitOutcome(id, "COMMITTED");
    assertConveyorMovedOnce();
  }

  @Test
  @Tag("fault")
  void rollbackThatAGatewayMissedIsFoundOutByAsking() {
    Narayana.Transaction tx = begin();
    tx.enlist(other.address());
    String id = enlistConveyor(tx);
    CompletableFuture<String> committed = tx.commit();
    awaitPrepared(id);

    lineA.gateway().kill();
    other.refuse();
    assertThat(committed.join()).isEqualTo("txstatus=TransactionRolledBack");
    lineA.gateway().start().awaitReady();

    JsonNode ended = awaitOutcome(id, "ROLLED_BACK");
    assertThat(ended.at("/decided/by").asText()).isEqualTo("EVIDENCE");
    assertThat(lineA.plant().shown()).isEqualTo(before);
  }

  @Test
  @Tag("fault")
  void coordinatorKilledAfterItsDecisionIsObeyedByAll() {
    Narayana.Transaction tx = begin();
    String id = enlistConveyor(tx);
    enlistDrive(tx);

    CompletableFuture<String> cut = tx.end("TransactionCommitted", "commit_halt");
    coordinator.awaitDeath();
    assertThat(cut.handle((said, died) -> died)).succeedsWithin(PATIENCE).isNotNull();
    coordinator.start();

    awaitOutcome(id, "COMMITTED");
    assertConveyorMovedOnce();
    await().atMost(PATIENCE).until(() -> lineB.speed(0).equals(Integer.toString(speed)));
  }

  @Test
  @Tag("fault")
  void coordinatorThatDiedBeforeItsDecisionIsSuspectedUntilAPersonDecides() {
    Narayana.Transaction tx = begin();
    tx.enlist(other.address());
    String id = enlistConveyor(tx);
    CompletableFuture<String> cut = tx.commit();
    awaitPrepared(id);

    coordinator.kill();
    assertThat(cut.handle((said, died) -> died)).succeedsWithin(PATIENCE).isNotNull();
    coordinator.start();

    JsonNode doubt =
        lineA.awaitTransaction(
            id, "suspicion", shown -> shown.toString().contains("suspected of having lost"));
    assertThat(doubt.path("state").asText()).isEqualTo("PREPARED");
    resolve(id, "ROLLED_BACK");
    assertThat(lineA.plant().shown()).isEqualTo(before);
  }

  @Test
  @Tag("fault")
  void personsOutcomeThatAgreesIsToldAsHeuristicAndForgottenOnceTaken() {
    Narayana.Transaction tx = begin();
    tx.enlist(other.address());
    String id = enlistConveyor(tx);
    CompletableFuture<String> committed = tx.commit();
    awaitPrepared(id);

    resolve(id, "COMMITTED");
    awaitOutcome(id, "HEURISTIC_COMMIT");
    assertThat(readiness()).contains(id);
    other.agree();

    assertThat(committed.join()).isEqualTo("txstatus=TransactionCommitted");
    await().atMost(PATIENCE).until(() -> !readiness().contains(id));
    assertConveyorMovedOnce();
  }

  @Test
  @Tag("fault")
  void personsOutcomeThatContradictsIsToldAsMixed() {
    Narayana.Transaction tx = begin();
    tx.enlist(other.address());
    String id = enlistConveyor(tx);
    CompletableFuture<String> committed = tx.commit();
    awaitPrepared(id);

    resolve(id, "ROLLED_BACK");
    awaitOutcome(id, "HEURISTIC_ROLLBACK");
    other.agree();

    assertThat(committed.join()).isEqualTo("txstatus=TransactionHeuristicMixed");
    awaitOutcome(id, "HEURISTIC_MIXED");
    assertThat(other.told()).contains("txstatus=TransactionCommitted");
    assertThat(lineA.plant().shown()).isEqualTo(before);
  }

  private void resolve(String id, String outcome) {
    Map<String, Object> verdict =
        Map.of("outcome", outcome, "reason", "the line was looked at", "operator", "anna");
    Rest.Reply resolved =
        lineA.gateway().rest().post("/api/v1/transactions/" + id + "/resolve", verdict);
    assertThat(resolved.status()).as("%s", resolved.body()).isIn(200, 202);
  }

  private String readiness() {
    return lineA.gateway().rest().get("/q/health/ready").body().toString();
  }

  @Test
  @Tag("fault")
  void machineThatSaysNothingAtPrepareIsARefusal() {
    lineA.plant().press().fallSilentAtPrepare();
    Narayana.Transaction tx = begin();
    String id = enlist(lineA.gateway().rest(), tx, loadRecipe("press", 11, 310));
    enlistDrive(tx);
    String untouched = lineB.speed(0);

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionRolledBack");

    lineA.plant().press().answer();
    awaitOutcome(id, "ROLLED_BACK");
    assertThat(lineB.speed(0)).isEqualTo(untouched);
    assertThat(lineA.plant().shown().press().moves()).isEqualTo(before.press().moves());
  }

  @Test
  @Tag("fault")
  void machineThatSaysNothingAtCommitMovesOnceAndTheCoordinatorComesAgain() {
    Narayana.Transaction tx = begin();
    String id = enlist(lineA.gateway().rest(), tx, loadRecipe("press", 12, 320));
    enlistDrive(tx);
    lineA.plant().press().fallSilentAtCommit();

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionCommitted");
    assertThat(lineA.transaction(id).body().path("state").asText()).isEqualTo("COMMITTING");
    lineA.plant().press().answer();

    awaitOutcome(id, "COMMITTED");
    assertThat(lineA.plant().shown().press().moves()).isEqualTo(before.press().moves() + 1);
    assertThat(lineB.speed(0)).isEqualTo(Integer.toString(speed));
  }
}
