package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.loadRecipe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.narayana.Narayana;
import dev.lockstep.narayana.OtherParticipant;
import dev.lockstep.packaged.NarayanaLines.CommitUnderWay;
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
  private PlantBefore before;
  private int speed;

  @BeforeAll
  void start() {
    lines = NarayanaLines.start("narayana-faults");
  }

  @BeforeEach
  void look() {
    lines.lineA().awaitConnected();
    before = PlantBefore.of(lines.lineA().plant());
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

  @Test
  void enlistmentThatARestartLostIsARefusal() {
    Narayana.Transaction tx = lines.begin();
    lines.enlistConveyor(tx, before.nextSpeed());
    lines.enlistDrive(tx, speed);
    String untouched = lines.lineB().speed(0);

    lines.lineA().killAndRestart();

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionRolledBack");
    assertThat(lines.lineB().speed(0)).isEqualTo(untouched);
    before.assertUntouched();
  }

  @Test
  void gatewayKilledAfterItsVoteMovesOnceWhenItIsBack() {
    CommitUnderWay commit = lines.commitUpToTheVote(other, before.nextSpeed());

    lines.lineA().gateway().kill();
    other.agree();
    assertThat(commit.said().join()).isEqualTo("txstatus=TransactionCommitted");
    lines.lineA().gateway().start().awaitReady();

    lines.awaitOutcome(commit.id(), "COMMITTED");
    before.assertConveyorMovedOnce();
  }

  @Test
  void rollbackThatAGatewayMissedIsFoundOutByAsking() {
    CommitUnderWay commit = lines.commitUpToTheVote(other, before.nextSpeed());

    lines.lineA().gateway().kill();
    other.refuse();
    assertThat(commit.said().join()).isEqualTo("txstatus=TransactionRolledBack");
    lines.lineA().gateway().start().awaitReady();

    JsonNode ended = lines.awaitOutcome(commit.id(), "ROLLED_BACK");
    assertThat(ended.at("/decided/by").asText()).isEqualTo("EVIDENCE");
    before.assertUntouched();
  }

  /** Decided, and nobody told: the coordinator halted in between. */
  private record Untold(Narayana.Transaction tx, String conveyor, String drive) {}

  private Untold decideAndHalt() {
    Narayana.Transaction tx = lines.begin();
    String conveyor = lines.enlistConveyor(tx, before.nextSpeed());
    String drive = lines.enlistDrive(tx, speed);
    CompletableFuture<String> cut = tx.end("TransactionCommitted", "commit_halt");
    lines.coordinator().awaitDeath();
    assertCut(cut);
    return new Untold(tx, conveyor, drive);
  }

  private static void assertCut(CompletableFuture<String> answer) {
    assertThat(answer.handle((said, died) -> died)).succeedsWithin(PATIENCE).isNotNull();
  }

  /** In doubt, and what was heard last is shown in these words. */
  private void awaitDoubt(String id, String words) {
    JsonNode doubt =
        lines.lineA().awaitTransaction(id, words, shown -> shown.toString().contains(words));
    assertThat(doubt.path("state").asText()).isEqualTo("PREPARED");
    before.assertUntouched();
  }

  private void awaitBothMoved(String conveyor, String outcome) {
    lines.awaitOutcome(conveyor, outcome);
    before.assertConveyorMovedOnce();
    await().atMost(PATIENCE).until(() -> lines.lineB().speed(0).equals(Integer.toString(speed)));
  }

  @Test
  void coordinatorKilledAfterItsDecisionIsObeyedByAll() {
    Untold decided = decideAndHalt();

    lines.coordinator().start();

    awaitBothMoved(decided.conveyor(), "COMMITTED");
  }

  @Test
  void decisionThatTheCoordinatorLostIsNeverTakenForAbort() {
    Untold decided = decideAndHalt();
    lines.coordinator().loseRecord(decided.tx());
    lines.coordinator().start();
    awaitDoubt(decided.conveyor(), "suspected of having lost");

    resolve(decided.conveyor(), "COMMITTED");
    lines.resolve(lines.restB(), decided.drive(), "COMMITTED");

    awaitBothMoved(decided.conveyor(), "HEURISTIC_COMMIT");
  }

  @Test
  void serverThatHasNotDeployedTheCoordinatorYetEndsNoDoubt() {
    Untold decided = decideAndHalt();
    lines.coordinator().startUndeployed();
    awaitDoubt(decided.conveyor(), "not, or not yet, a");

    lines.coordinator().deploy();

    awaitBothMoved(decided.conveyor(), "COMMITTED");
  }

  @Test
  void coordinatorThatDiedBeforeItsDecisionIsSuspectedUntilAPersonDecides() {
    CommitUnderWay commit = lines.commitUpToTheVote(other, before.nextSpeed());

    lines.coordinator().kill();
    assertCut(commit.said());
    lines.coordinator().start();

    awaitDoubt(commit.id(), "suspected of having lost");
    resolve(commit.id(), "ROLLED_BACK");
    before.assertUntouched();
  }

  @Test
  void personsOutcomeThatAgreesIsToldAsHeuristicAndForgottenOnceTaken() {
    CommitUnderWay commit = lines.commitUpToTheVote(other, before.nextSpeed());

    resolve(commit.id(), "COMMITTED");
    lines.awaitOutcome(commit.id(), "HEURISTIC_COMMIT");
    assertThat(readiness()).contains(commit.id());
    other.agree();

    assertThat(commit.said().join()).isEqualTo("txstatus=TransactionCommitted");
    await().atMost(PATIENCE).until(() -> !readiness().contains(commit.id()));
    before.assertConveyorMovedOnce();
  }

  @Test
  void personsOutcomeThatContradictsIsToldAsMixed() {
    CommitUnderWay commit = lines.commitUpToTheVote(other, before.nextSpeed());

    resolve(commit.id(), "ROLLED_BACK");
    lines.awaitOutcome(commit.id(), "HEURISTIC_ROLLBACK");
    other.agree();

    assertThat(commit.said().join()).isEqualTo("txstatus=TransactionHeuristicMixed");
    lines.awaitOutcome(commit.id(), "HEURISTIC_MIXED");
    assertThat(other.told()).contains("txstatus=TransactionCommitted");
    before.assertUntouched();
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
    before.assertPressUnmoved();
  }

  @Test
  void onlyMachineThatSaysNothingAtPrepareIsARefusalToo() {
    lines.lineA().plant().press().fallSilentAtPrepare();
    Narayana.Transaction tx = lines.begin();
    String id = NarayanaLines.enlist(lines.restA(), tx, loadRecipe("press", 13, 330));

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionRolledBack");

    lines.lineA().plant().press().answer();
    lines.awaitOutcome(id, "ROLLED_BACK");
    before.assertPressUnmoved();
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
    before.assertPressMovedOnce();
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
    before.assertPressMovedOnce();
    assertThat(lines.lineB().speed(0)).isEqualTo(Integer.toString(speed));
  }
}
