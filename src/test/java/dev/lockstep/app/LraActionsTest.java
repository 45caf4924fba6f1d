package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.lra.LraCoordinatorProcess;
import dev.lockstep.lra.LraCoordinatorProcess.Action;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.PrepareRequest.Wish;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A gateway without Quarkus in the actions of a real LRA coordinator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LraActionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Operator ANNA = new Operator("anna", "the line was looked at");

  private LraCoordinatorProcess coordinator;
  private ActionGateway gateway;
  private int force = 10;

  @BeforeAll
  void start(@TempDir Path folder) {
    coordinator = new LraCoordinatorProcess(Path.of("target/lra").toAbsolutePath(), folder).start();
    gateway = new ActionGateway(folder, coordinator.address()).open();
  }

  @AfterAll
  void end() {
    gateway.close();
    coordinator.close();
  }

  private Response asked(Action action, String device) throws Exception {
    Map<String, Object> arguments = Map.of("Force", BigDecimal.valueOf(++force));
    return gateway
        .listener()
        .join(action.address(), List.of(new Wish(device, "Force", arguments, 0)));
  }

  private TransactionId joined(Action action) throws Exception {
    try (Response answer = asked(action, "press-1")) {
      assertThat(answer.getStatus()).isEqualTo(201);
      assertThat(answer.getHeaderString("Long-Running-Action-Recovery")).startsWith("http");
      String participant = answer.getLocation().getPath();
      return new TransactionId(participant.substring(participant.lastIndexOf('/') + 1));
    }
  }

  private State.Ended awaitOutcome(TransactionId id, Outcome outcome) {
    return await(id + " " + outcome)
        .atMost(PATIENCE)
        .until(
            () ->
                gateway.participant().state(id) instanceof State.Ended ended
                        && ended.outcome().equals(Optional.of(outcome))
                    ? Optional.of(ended)
                    : Optional.<State.Ended>empty(),
            Optional::isPresent)
        .orElseThrow();
  }

  private void awaitStatus(Action action, String status) {
    await(action.address() + " " + status)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(action.status()).isEqualTo(status));
  }

  private void awaitForgotten(TransactionId id) {
    await(id + " forgotten")
        .atMost(PATIENCE)
        .until(
            () ->
                gateway.participant().state(id) instanceof State.Ended ended && ended.forgotten());
  }

  @Test
  void closedActionIsCommittedAndForgottenWithItsLastWord() throws Exception {
    Action action = coordinator.begin();
    TransactionId id = joined(action);
    assertThat(gateway.participant().state(id)).isInstanceOf(State.Prepared.class);

    action.close();

    awaitOutcome(id, Outcome.COMMITTED);
    awaitStatus(action, "404");
    awaitForgotten(id);
  }

  @Test
  void cancelledActionIsRolledBackAndForgotten() throws Exception {
    Action action = coordinator.begin();
    TransactionId id = joined(action);

    action.cancel();

    awaitOutcome(id, Outcome.ROLLED_BACK);
    awaitStatus(action, "404");
    awaitForgotten(id);
  }

  @Test
  void refusalThatTheClientClosesAllTheSameHasFailed() throws Exception {
    Action action = coordinator.begin();
    TransactionId id;
    try (Response refused = asked(action, "press-away")) {
      assertThat(refused.getStatus()).isEqualTo(409);
      byte[] vote = (byte[]) refused.getEntity();
      id = new TransactionId(JsonMapper.builder().build().readTree(vote).path("id").asText());
    }

    action.close();

    awaitForgotten(id);
    assertThat(action.status()).isNotEqualTo("Closed");
  }

  @Test
  @Tag("fault")
  void gatewayThatWasAwayAtTheCloseAsksWhenItIsBack() throws Exception {
    Action action = coordinator.begin();
    TransactionId id = joined(action);

    gateway.die();
    assertThat(action.close()).isEqualTo("Closing");
    gateway.open();

    awaitOutcome(id, Outcome.COMMITTED);
    awaitStatus(action, "404");
  }

  @Test
  @Tag("fault")
  void gatewayThatWasAwayAtTheCancellationAsksWhenItIsBack() throws Exception {
    Action action = coordinator.begin();
    TransactionId id = joined(action);

    gateway.die();
    assertThat(action.cancel()).isEqualTo("Cancelling");
    gateway.open();

    awaitOutcome(id, Outcome.ROLLED_BACK);
    awaitStatus(action, "404");
  }

  @Test
  @Tag("fault")
  void coordinatorThatWasKilledWhileItClosedIsAskedWhenItIsBack() throws Exception {
    Action action = coordinator.begin();
    TransactionId id = joined(action);

    gateway.die();
    assertThat(action.close()).isEqualTo("Closing");
    coordinator.kill();
    gateway.open();
    assertThat(gateway.participant().state(id)).isInstanceOf(State.Prepared.class);
    coordinator.start();

    awaitOutcome(id, Outcome.COMMITTED);
    awaitStatus(action, "404");
  }

  @Test
  @Tag("fault")
  void coordinatorThatHasForgottenTheActionLeavesItInDoubtForAPerson() throws Exception {
    Action action = coordinator.begin();
    TransactionId id = joined(action);

    coordinator.kill();
    coordinator.loseLog();
    coordinator.start();

    await("in doubt")
        .atMost(PATIENCE)
        .until(
            () ->
                gateway
                    .participant()
                    .silence(id)
                    .filter(detail -> detail.contains("which way it ended"))
                    .isPresent());
    assertThat(gateway.participant().state(id)).isInstanceOf(State.Prepared.class);
    gateway.participant().resolve(id, Outcome.ROLLED_BACK, ANNA, Requester.NONE);
    awaitOutcome(id, Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  @Tag("fault")
  void personWhoDecidedOtherwiseIsAFailureThatIsKeptUntilTheCoordinatorForgetsIt()
      throws Exception {
    Action action = coordinator.begin();
    TransactionId id = joined(action);
    gateway.participant().resolve(id, Outcome.ROLLED_BACK, ANNA, Requester.NONE);

    action.close();

    awaitOutcome(id, Outcome.HEURISTIC_MIXED);
    // Forget comes for failures alone.
    awaitForgotten(id);
    assertThat(action.status()).isNotEqualTo("Closed");
  }
}
