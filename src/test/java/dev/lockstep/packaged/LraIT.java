package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.loadRecipe;
import static dev.lockstep.packaged.PlantLine.setSpeed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.lra.LraCoordinatorProcess.Action;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two packaged gateways in the actions of a real LRA coordinator: what the machines did must be
 * what the action came to, once, whoever dies in between.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LraIT {
  private LraLines lines;
  private PlantBefore before;
  private int speed;

  @BeforeAll
  void start() {
    lines = LraLines.start("lra");
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
  void bothLinesMoveWhenTheActionIsClosed() throws Exception {
    Action action = lines.coordinator().begin();
    String id = lines.joinConveyor(action, before.nextSpeed());
    String drive = lines.lineB().speed(0);
    lines.joinDrive(action, speed);
    // A repeat is the same participant, and nothing has moved.
    assertThat(lines.joinConveyor(action, before.nextSpeed())).isEqualTo(id);
    before.assertUntouched();
    assertThat(lines.lineB().speed(0)).isEqualTo(drive);

    assertThat(action.close()).isIn("Closed", "Closing");

    lines.awaitOutcome(id, "COMMITTED");
    before.assertConveyorMovedOnce();
    assertThat(lines.lineB().speed(0)).isEqualTo(Integer.toString(speed));
    LraLines.awaitStatus(action, "404");
    lines.awaitForgotten(id);
  }

  @Test
  void cancelledActionMovesNothing() throws Exception {
    Action action = lines.coordinator().begin();
    String id = lines.joinConveyor(action, before.nextSpeed());

    assertThat(action.cancel()).isIn("Cancelled", "Cancelling");

    lines.awaitOutcome(id, "ROLLED_BACK");
    before.assertUntouched();
    LraLines.awaitStatus(action, "404");
    lines.awaitForgotten(id);
  }

  @Test
  void whatTheCoordinatorSaysAgainIsAnsweredTheSameAndTheOppositeIsAFailure() throws Exception {
    Action action = lines.coordinator().begin();
    String id = lines.joinConveyor(action, before.nextSpeed());
    action.close();
    lines.awaitOutcome(id, "COMMITTED");

    assertThat(lines.told("PUT", id, "/complete").statusCode()).isEqualTo(200);
    assertThat(lines.told("PUT", id, "/compensate").body()).isEqualTo("FailedToCompensate");
    before.assertConveyorMovedOnce();

    Action other = lines.coordinator().begin();
    PlantBefore then = PlantBefore.of(lines.lineA().plant());
    String calledOff = lines.joinConveyor(other, then.nextSpeed());
    other.cancel();
    lines.awaitOutcome(calledOff, "ROLLED_BACK");

    HttpResponse<String> late = lines.told("PUT", calledOff, "/complete");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).isEqualTo("FailedToComplete");
    assertThat(lines.told("PUT", calledOff, "/compensate").statusCode()).isEqualTo(200);
    then.assertUntouched();
  }

  @Test
  void refusalIsToldToTheClientAndAnActionThatIsClosedAllTheSameHasFailed() throws Exception {
    lines.lineA().plant().press().openGuard();
    Action action = lines.coordinator().begin();
    HttpResponse<String> refused =
        lines.asked(action.address(), Map.of("commands", List.of(loadRecipe("press", 7, 300))));
    lines.lineA().plant().press().closeGuard();
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("\"ROLLBACK\"", "REQUIREMENT");

    action.close();

    lines.awaitFailedToClose(action);
    before.assertPressUnmoved();
  }

  @Test
  void commandsThatDoNotResolveAreNotJoined() throws Exception {
    Action action = lines.coordinator().begin();
    Map<String, Object> nobody = Map.of("device", "nobody", "command", "SetSpeed");
    HttpResponse<String> refused =
        lines.asked(action.address(), Map.of("commands", List.of(nobody)));
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("/not-enlisted");

    // Nobody is there who could fail.
    assertThat(action.close()).isEqualTo("Closed");
  }

  @Test
  void actionThatIsOverOrElsewhereOrNestedIsNotJoined() throws Exception {
    Action over = lines.coordinator().begin();
    over.close();
    Map<String, Object> members = Map.of("commands", List.of(setSpeed(before.nextSpeed())));

    HttpResponse<String> late = lines.asked(over.address(), members);
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("/not-enlisted", "\"coordinatorStatus\":404");

    assertThat(lines.asked("http://127.0.0.1:1/lra/1", members).body()).contains("/stranger");

    Action nested = lines.coordinator().beginBelow(lines.coordinator().begin());
    HttpResponse<String> refused = lines.asked(nested.address(), members);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("nested", "/not-enlisted");
    before.assertUntouched();
  }

  @Test
  void actionWhoseTimeLimitPassesIsRolledBack() throws Exception {
    Action action = lines.coordinator().begin();
    HttpResponse<String> joined =
        lines.asked(
            action.address(),
            Map.of("timeLimit", "PT2S", "commands", List.of(setSpeed(before.nextSpeed()))));
    assertThat(joined.statusCode()).as("%s", joined.body()).isEqualTo(201);
    String address = joined.headers().firstValue("Location").orElseThrow();

    lines.awaitOutcome(address.substring(address.lastIndexOf('/') + 1), "ROLLED_BACK");
    before.assertUntouched();
  }

  @Test
  void participantThatWasNeverPreparedIsNeverCalledCompletedAndOnceCompensatedStaysSo()
      throws Exception {
    assertThat(lines.told("PUT", "never~1", "/complete").statusCode()).isEqualTo(404);
    assertThat(lines.told("GET", "never~1", "").statusCode()).isEqualTo(404);
    assertThat(lines.told("PUT", "never~1", "/compensate").statusCode()).isEqualTo(200);
    assertThat(lines.told("PUT", "never~1", "/complete").body()).isEqualTo("FailedToComplete");
  }
}
