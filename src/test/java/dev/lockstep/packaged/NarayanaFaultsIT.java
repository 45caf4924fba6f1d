package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.loadRecipe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.narayana.Narayana;
import dev.lockstep.narayana.OtherParticipant;
import dev.lockstep.plant.Conveyor;
import dev.lockstep.plant.Plant;
import dev.lockstep.plant.Rest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A real Narayana, its gateways and their machines die or say nothing: what the machines did must
 * still be what was decided, once.
 */
@Tag("fault")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NarayanaFaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private OtherParticipant other;
  private NarayanaLines lines;
  private Plant.Shown before;
  private int speed;

  @BeforeAll
  void start() {
    lines = NarayanaLines.start("narayana-faults");
  }

  @BeforeEach
  void look() {
    lines.lineA().awaitConnected();
    before = lines.lineA().plant().shown();
    speed += 10;
    other = new OtherParticipant();
  }

  @AfterEach
  void part() {
    other.close();
  }

  @AfterAll
  void end() {
    lines.close();
  }

  private double nextSpeed() {
    return before.conveyor().speed() > 0.5 ? 0.25 : 0.75;
  }

  private void assertConveyorMovedOnce() {
    Conveyor.Shown shown = lines.lineA().plant().shown().conveyor();
    assertThat(shown).isEqualTo(new Conveyor.Shown(nextSpeed(), before.conveyor().moves() + 1));
  }

  @Test
  void enlistmentThatARestartLostIsARefusal() {
    Narayana.Transaction tx = lines.begin();
    lines.enlistConveyor(tx, nextSpeed());
    lines.enlistDrive(tx, speed);
    String untouched = lines.lineB().speed(0);

    lines.lineA().killAndRestart();

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionRolledBack");
    assertThat(lines.lineB().speed(0)).isEqualTo(untouched);
    assertThat(lines.lineA().plant().shown()).isEqualTo(before);
  }

  @Test
  void gatewayKilledAfterItsVoteMovesOnceWhenItIsBack() {
    Narayana.Transaction tx = lines.begin();
    tx.enlist(other.address());
    String id = lines.enlistConveyor(tx, nextSpeed());
    CompletableFuture<String> committed = tx.commit();
    lines.awaitPrepared(id);

    lines.lineA().gateway().kill();
    other.agree();
    assertThat(committed.join()).isEqualTo("txstatus=TransactionCommitted");
    lines.lineA().gateway().start().awaitReady();

    lines.awaitOutcome(id, "COMMITTED");
    assertConveyorMovedOnce();
  }

  @Test
  void rollbackThatAGatewayMissedIsFoundOutByAsking() {
    Narayana.Transaction tx = lines.begin();
    tx.enlist(other.address());
    String id = lines.enlistConveyor(tx, nextSpeed());
    CompletableFuture<String> committed = tx.commit();
    lines.awaitPrepared(id);

    lines.lineA().gateway().kill();
    other.refuse();
    assertThat(committed.join()).isEqualTo("txstatus=TransactionRolledBack");
    lines.lineA().gateway().start().awaitReady();

    JsonNode ended = lines.awaitOutcome(id, "ROLLED_BACK");
    assertThat(ended.at("/decided/by").asText()).isEqualTo("EVIDENCE");
    assertThat(lines.lineA().plant().shown()).isEqualTo(before);
  }

  @Test
  void coordinatorKilledAfterItsDecisionIsObeyedByAll() {
    Narayana.Transaction tx = lines.begin();
    String id = lines.enlistConveyor(tx, nextSpeed());
    lines.enlistDrive(tx, speed);

    CompletableFuture<String> cut = tx.end("TransactionCommitted", "commit_halt");
    lines.coordinator().awaitDeath();
    assertThat(cut.handle((said, died) -> died)).succeedsWithin(PATIENCE).isNotNull();
    lines.coordinator().start();

    lines.awaitOutcome(id, "COMMITTED");
    assertConveyorMovedOnce();
    await().atMost(PATIENCE).until(() -> lines.lineB().speed(0).equals(Integer.toString(speed)));
  }

  @Test
  void decisionThatTheCoordinatorLostIsNeverTakenForAbort() {
    Narayana.Transaction tx = lines.begin();
    String id = lines.enlistConveyor(tx, nextSpeed());
    String driven = lines.enlistDrive(tx, speed);
    CompletableFuture<String> cut = tx.end("TransactionCommitted", "commit_halt");
    lines.coordinator().awaitDeath();
    assertThat(cut.handle((said, died) -> died)).succeedsWithin(PATIENCE).isNotNull();
    lines.coordinator().loseRecord(tx);
    lines.coordinator().start();

    JsonNode doubt =
        lines
            .lineA()
            .awaitTransaction(
                id, "a suspicion", shown -> shown.toString().contains("suspected of having lost"));
    assertThat(doubt.path("state").asText()).isEqualTo("PREPARED");
    assertThat(lines.lineA().plant().shown()).isEqualTo(before);

    resolve(id, "COMMITTED");
    lines.resolve(lines.restB(), driven, "COMMITTED");
    lines.awaitOutcome(id, "HEURISTIC_COMMIT");
    assertConveyorMovedOnce();
    await().atMost(PATIENCE).until(() -> lines.lineB().speed(0).equals(Integer.toString(speed)));
  }

  @Test
  void serverThatHasNotDeployedTheCoordinatorYetEndsNoDoubt() {
    Narayana.Transaction tx = lines.begin();
    String id = lines.enlistConveyor(tx, nextSpeed());
    lines.enlistDrive(tx, speed);
    CompletableFuture<String> cut = tx.end("TransactionCommitted", "commit_halt");
    lines.coordinator().awaitDeath();
    assertThat(cut.handle((said, died) -> died)).succeedsWithin(PATIENCE).isNotNull();

    lines.coordinator().startUndeployed();
    JsonNode doubt =
        lines
            .lineA()
            .awaitTransaction(
                id, "a false 404", shown -> shown.toString().contains("not, or not yet, a"));
    assertThat(doubt.path("state").asText()).isEqualTo("PREPARED");
    assertThat(lines.lineA().plant().shown()).isEqualTo(before);
    lines.coordinator().deploy();

    lines.awaitOutcome(id, "COMMITTED");
    assertConveyorMovedOnce();
    await().atMost(PATIENCE).until(() -> lines.lineB().speed(0).equals(Integer.toString(speed)));
  }

  @Test
  void coordinatorThatDiedBeforeItsDecisionIsSuspectedUntilAPersonDecides() {
    Narayana.Transaction tx = lines.begin();
    tx.enlist(other.address());
    String id = lines.enlistConveyor(tx, nextSpeed());
    CompletableFuture<String> cut = tx.commit();
    lines.awaitPrepared(id);

    lines.coordinator().kill();
    assertThat(cut.handle((said, died) -> died)).succeedsWithin(PATIENCE).isNotNull();
    lines.coordinator().start();

    JsonNode doubt =
        lines
            .lineA()
            .awaitTransaction(
                id, "suspicion", shown -> shown.toString().contains("suspected of having lost"));
    assertThat(doubt.path("state").asText()).isEqualTo("PREPARED");
    resolve(id, "ROLLED_BACK");
    assertThat(lines.lineA().plant().shown()).isEqualTo(before);
  }

  @Test
  void personsOutcomeThatAgreesIsToldAsHeuristicAndForgottenOnceTaken() {
    Narayana.Transaction tx = lines.begin();
    tx.enlist(other.address());
    String id = lines.enlistConveyor(tx, nextSpeed());
    CompletableFuture<String> committed = tx.commit();
    lines.awaitPrepared(id);

    resolve(id, "COMMITTED");
    lines.awaitOutcome(id, "HEURISTIC_COMMIT");
    assertThat(readiness()).contains(id);
    other.agree();

    assertThat(committed.join()).isEqualTo("txstatus=TransactionCommitted");
    await().atMost(PATIENCE).until(() -> !readiness().contains(id));
    assertConveyorMovedOnce();
  }

  @Test
  void personsOutcomeThatContradictsIsToldAsMixed() {
    Narayana.Transaction tx = lines.begin();
    tx.enlist(other.address());
    String id = lines.enlistConveyor(tx, nextSpeed());
    CompletableFuture<String> committed = tx.commit();
    lines.awaitPrepared(id);

    resolve(id, "ROLLED_BACK");
    lines.awaitOutcome(id, "HEURISTIC_ROLLBACK");
    other.agree();

    assertThat(committed.join()).isEqualTo("txstatus=TransactionHeuristicMixed");
    lines.awaitOutcome(id, "HEURISTIC_MIXED");
    assertThat(other.told()).contains("txstatus=TransactionCommitted");
    assertThat(lines.lineA().plant().shown()).isEqualTo(before);
  }

  private void resolve(String id, String outcome) {
    Rest.Reply resolved = lines.resolve(lines.restA(), id, outcome);
    assertThat(resolved.status()).as("%s", resolved.body()).isIn(200, 202);
  }

  private String readiness() {
    return lines.restA().get("/q/health/ready").body().toString();
  }

  @Test
  void machineThatSaysNothingAtPrepareIsARefusal() {
    lines.lineA().plant().press().fallSilentAtPrepare();
    Narayana.Transaction tx = lines.begin();
    String id = NarayanaLines.enlist(lines.restA(), tx, loadRecipe("press", 11, 310));
    lines.enlistDrive(tx, speed);
    String untouched = lines.lineB().speed(0);

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionRolledBack");

    lines.lineA().plant().press().answer();
    lines.awaitOutcome(id, "ROLLED_BACK");
    assertThat(lines.lineB().speed(0)).isEqualTo(untouched);
    assertThat(lines.lineA().plant().shown().press().moves()).isEqualTo(before.press().moves());
  }

  @Test
  void onlyMachineThatSaysNothingAtPrepareIsARefusalToo() {
    lines.lineA().plant().press().fallSilentAtPrepare();
    Narayana.Transaction tx = lines.begin();
    String id = NarayanaLines.enlist(lines.restA(), tx, loadRecipe("press", 13, 330));

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionRolledBack");

    lines.lineA().plant().press().answer();
    lines.awaitOutcome(id, "ROLLED_BACK");
    assertThat(lines.lineA().plant().shown().press().moves()).isEqualTo(before.press().moves());
  }

  @Test
  void onlyMachineThatSaysNothingAtCommitIsDecidedAndMovesOnce() {
    Narayana.Transaction tx = lines.begin();
    String id = NarayanaLines.enlist(lines.restA(), tx, loadRecipe("press", 14, 340));
    lines.lineA().plant().press().fallSilentAtCommit();

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionCommitted");
    assertThat(lines.lineA().transaction(id).body().path("state").asText()).isEqualTo("COMMITTING");
    assertThat(lines.coordinator().remembers(tx)).isFalse();
    lines.lineA().plant().press().answer();

    lines.awaitOutcome(id, "COMMITTED");
    assertThat(lines.lineA().plant().shown().press().moves()).isEqualTo(before.press().moves() + 1);
  }

  @Test
  void machineThatSaysNothingAtCommitMovesOnceAndTheCoordinatorComesAgain() {
    Narayana.Transaction tx = lines.begin();
    String id = NarayanaLines.enlist(lines.restA(), tx, loadRecipe("press", 12, 320));
    lines.enlistDrive(tx, speed);
    lines.lineA().plant().press().fallSilentAtCommit();

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionCommitted");
    assertThat(lines.lineA().transaction(id).body().path("state").asText()).isEqualTo("COMMITTING");
    lines.lineA().plant().press().answer();

    lines.awaitOutcome(id, "COMMITTED");
    assertThat(lines.lineA().plant().shown().press().moves()).isEqualTo(before.press().moves() + 1);
    assertThat(lines.lineB().speed(0)).isEqualTo(Integer.toString(speed));
  }
}
