package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.loadRecipe;
import static dev.lockstep.packaged.PlantLine.setSpeed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.narayana.Narayana;
import dev.lockstep.plant.Rest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two packaged gateways under a real Narayana: what the machines did must be what was decided,
 * once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NarayanaIT {
  private NarayanaLines lines;
  private PlantBefore before;
  private int speed;

  @BeforeAll
  void start() {
    lines = NarayanaLines.start("narayana");
  }

  @BeforeEach
  void look() {
    lines.lineA().awaitConnected();
    before = PlantBefore.of(lines.lineA().plant());
    speed += 10;
  }

  @AfterAll
  void end() {
    lines.close();
  }

  @Test
  void bothLinesMoveWhenTheTransactionCommits() {
    Narayana.Transaction tx = lines.begin();
    String id = lines.enlistConveyor(tx, before.nextSpeed());
    lines.enlistDrive(tx, speed);
    // A repeat is the same participant.
    assertThat(lines.enlistConveyor(tx, before.nextSpeed())).isEqualTo(id);
    assertThat(metrics()).contains("lockstep_restat_enlisted 1.0");

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionCommitted");

    before.assertConveyorMovedOnce();
    assertThat(lines.lineB().speed(0)).isEqualTo(Integer.toString(speed));
    lines.awaitOutcome(id, "COMMITTED");
    assertThat(metrics()).contains("lockstep_restat_enlisted 0.0");
  }

  private String metrics() {
    try (Web web = new Web(lines.lineA().gateway().address())) {
      return web.get("/q/metrics").join().body();
    }
  }

  @Test
  void refusalOfOneLineIsTheRefusalOfAll() {
    lines.lineA().plant().press().openGuard();
    String untouched = lines.lineB().speed(0);
    Narayana.Transaction tx = lines.begin();
    String id = NarayanaLines.enlist(lines.restA(), tx, loadRecipe("press", 7, 300));
    lines.enlistDrive(tx, speed);

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionRolledBack");

    lines.lineA().plant().press().closeGuard();
    assertThat(lines.lineB().speed(0)).isEqualTo(untouched);
    before.assertPressUnmoved();
    lines.awaitOutcome(id, "ROLLED_BACK");
  }

  @Test
  void lineThatOnlyLooksHoldsNobodyUp() {
    Narayana.Transaction tx = lines.begin();
    Map<String, Object> look = Map.of("device", "press", "command", "PressState");
    String id = NarayanaLines.enlist(lines.restA(), tx, look);
    lines.enlistDrive(tx, speed);

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionCommitted");

    assertThat(lines.lineA().transaction(id).body().path("vote").asText()).isEqualTo("READ_ONLY");
    assertThat(lines.lineB().speed(0)).isEqualTo(Integer.toString(speed));
  }

  @Test
  void linkHeadersThatTheCoordinatorGaveAreAsGoodAsItsAddress() throws Exception {
    Narayana.Transaction tx = lines.begin();
    lines.enlistConveyor(tx, before.nextSpeed());
    String commands =
        """
        {"commands": [{"device": "drive-0", "command": "SetSpeed", "arguments": {"Speed": %d}}]}"""
            .formatted(speed);
    try (Web web = new Web(lines.lineB().gateway().address())) {
      HttpResponse<String> enlisted = web.post("/rest-at/transactions", tx.links(), commands).get();
      assertThat(enlisted.statusCode()).as("%s", enlisted.body()).isEqualTo(201);
      assertThat(enlisted.body()).contains(tx.address());
    }

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionCommitted");

    before.assertConveyorMovedOnce();
    assertThat(lines.lineB().speed(0)).isEqualTo(Integer.toString(speed));
  }

  @Test
  void transactionThatMayOnlyRollBackMovesNothing() {
    Narayana.Transaction tx = lines.begin();
    String id = lines.enlistConveyor(tx, before.nextSpeed());
    tx.end("TransactionRollbackOnly", "").join();

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionRolledBack");

    lines.awaitOutcome(id, "ROLLED_BACK");
    before.assertUntouched();
  }

  @Test
  void onlyParticipantMovesInOnePhase() {
    Narayana.Transaction tx = lines.begin();
    String id = lines.enlistConveyor(tx, before.nextSpeed());

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionCommitted");

    before.assertConveyorMovedOnce();
    lines.awaitOutcome(id, "COMMITTED");
  }

  @Test
  void onlyParticipantThatRefusesIsNotTakenForCommitted() {
    lines.lineA().plant().press().openGuard();
    Narayana.Transaction tx = lines.begin();
    NarayanaLines.enlist(lines.restA(), tx, loadRecipe("press", 8, 300));

    assertThat(tx.commit().join()).isEqualTo("txstatus=TransactionRolledBack");

    lines.lineA().plant().press().closeGuard();
    before.assertPressUnmoved();
  }

  @Test
  void namesThatDoNotResolveAreRefusedAtTheEnlistment() {
    Narayana.Transaction tx = lines.begin();
    Map<String, Object> wrong = Map.of("device", "nobody", "command", "SetSpeed");
    Rest.Reply refused = NarayanaLines.asked(lines.restA(), tx, wrong);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().path("type").asText()).endsWith("/not-enlisted");

    assertThat(tx.end("TransactionRolledBack", "").join())
        .isEqualTo("txstatus=TransactionRolledBack");
    Rest.Reply gone = NarayanaLines.asked(lines.restA(), tx, setSpeed(0.5));
    assertThat(gone.status()).isEqualTo(409);
    assertThat(gone.body().path("coordinatorStatus").asInt()).isEqualTo(404);
  }

  @Test
  void transactionThatTimesOutIsRolledBackAtTheGateway() {
    Narayana.Transaction tx = lines.coordinator().begin(Optional.of(Duration.ofSeconds(1)));
    String id = lines.enlistConveyor(tx, before.nextSpeed());

    lines.awaitOutcome(id, "ROLLED_BACK");

    before.assertUntouched();
  }
}
