package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.lra.LraCoordinatorProcess.Action;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A real LRA coordinator and its gateways die, forget, or are contradicted: what the machines did
 * must still be what the action came to, once.
 */
@Tag("fault")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LraFaultsIT {
  private LraLines lines;
  private PlantBefore before;
  private int speed;

  @BeforeAll
  void start() {
    lines = LraLines.start("lra-faults");
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
  void gatewayKilledAfterItsVoteMovesOnceWhenItIsBackForItAsks() throws Exception {
    Action action = lines.coordinator().begin();
    String id = lines.joinConveyor(action, before.nextSpeed());
    lines.joinDrive(action, speed);

    lines.lineA().gateway().kill();
    assertThat(action.close()).isEqualTo("Closing");
    lines.lineA().gateway().start().awaitReady();

    lines.awaitOutcome(id, "COMMITTED");
    before.assertConveyorMovedOnce();
    LraLines.awaitStatus(action, "404");
    assertThat(lines.lineB().speed(0)).isEqualTo(Integer.toString(speed));
  }

  @Test
  void cancellationThatAGatewayMissedIsFoundOutByAsking() throws Exception {
    Action action = lines.coordinator().begin();
    String id = lines.joinConveyor(action, before.nextSpeed());

    lines.lineA().gateway().kill();
    assertThat(action.cancel()).isEqualTo("Cancelling");
    lines.lineA().gateway().start().awaitReady();

    lines.awaitOutcome(id, "ROLLED_BACK");
    before.assertUntouched();
    LraLines.awaitStatus(action, "404");
  }

  @Test
  void coordinatorKilledBeforeTheEndGoesOnWithItsLog() throws Exception {
    Action action = lines.coordinator().begin();
    String id = lines.joinConveyor(action, before.nextSpeed());

    lines.coordinator().kill();
    lines.coordinator().start();
    LraLines.awaitStatus(action, "Active");
    assertThat(lines.lineA().transaction(id).body().path("state").asText()).isEqualTo("PREPARED");
    action.close();

    lines.awaitOutcome(id, "COMMITTED");
    before.assertConveyorMovedOnce();
  }

  @Test
  void coordinatorKilledWhileItClosesIsAskedWhenItIsBack() throws Exception {
    Action action = lines.coordinator().begin();
    String id = lines.joinConveyor(action, before.nextSpeed());

    lines.lineA().gateway().kill();
    assertThat(action.close()).isEqualTo("Closing");
    lines.coordinator().kill();
    lines.lineA().gateway().start().awaitReady();
    assertThat(lines.lineA().transaction(id).body().path("state").asText()).isEqualTo("PREPARED");
    lines.coordinator().start();

    lines.awaitOutcome(id, "COMMITTED");
    before.assertConveyorMovedOnce();
    LraLines.awaitStatus(action, "404");
  }

  @Test
  void coordinatorThatHasForgottenTheActionLeavesItInDoubtForAPerson() throws Exception {
    Action action = lines.coordinator().begin();
    String id = lines.joinConveyor(action, before.nextSpeed());

    lines.coordinator().kill();
    lines.coordinator().loseLog();
    lines.coordinator().start();

    JsonNode doubt =
        lines
            .lineA()
            .awaitTransaction(
                id,
                "in doubt",
                shown -> shown.path("silence").asText().contains("which way it ended"));
    assertThat(doubt.path("state").asText()).isEqualTo("PREPARED");
    before.assertUntouched();
    lines.resolve(id, "ROLLED_BACK");
    lines.awaitOutcome(id, "HEURISTIC_ROLLBACK");
  }

  @Test
  void personWhoDecidedOtherwiseIsAFailureThatIsKeptUntilTheCoordinatorForgetsIt()
      throws Exception {
    Action action = lines.coordinator().begin();
    String id = lines.joinConveyor(action, before.nextSpeed());
    lines.joinDrive(action, speed);
    lines.resolve(id, "ROLLED_BACK");
    lines.awaitOutcome(id, "HEURISTIC_ROLLBACK");

    action.close();

    lines.awaitOutcome(id, "HEURISTIC_MIXED");
    // Forget comes for failures alone.
    lines.awaitForgotten(id);
    assertThat(action.status()).isNotEqualTo("Closed");
    before.assertUntouched();
  }
}
