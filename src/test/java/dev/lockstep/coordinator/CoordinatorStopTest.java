package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.UsualSettings;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stop while coordinations are under way: no fault, and nothing of it is lost. */
class CoordinatorStopTest {
  private final CoordinatorRig rig = new CoordinatorRig();
  private final ByHand hand = rig.hand;
  private final CompletableFuture<Boolean> forgotten = new CompletableFuture<>();
  private final Coordinator coordinator = coordinator();
  private boolean stopped;

  private Coordinator coordinator() {
    CoordinatorPorts usual = hand.surroundings();
    CoordinatorPorts ports =
        new CoordinatorPorts(
            usual.clock(),
            usual.alarms(),
            task -> {
              if (stopped) {
                throw new RejectedExecutionException("the workers are stopped");
              }
              usual.executor().execute(task);
            },
            usual.random(),
            usual.listener(),
            usual.obstacles());
    return new Coordinator(
        rig.log, new Unforgetting(), UsualSettings.of(CoordinatorSettings.class), ports);
  }

  /** The plant, whose answer to a forget does not come before the test wants it. */
  private final class Unforgetting implements ParticipantClient {
    @Override
    public CompletionStage<Vote> prepare(CoordinationPlan plan, int participant) {
      return rig.plant.prepare(plan, participant);
    }

    @Override
    public CompletionStage<Receipt> commit(
        TransactionId id, URI gateway, Optional<Instant> instant) {
      return rig.plant.commit(id, gateway, instant);
    }

    @Override
    public CompletionStage<Receipt> rollback(TransactionId id, URI gateway) {
      return rig.plant.rollback(id, gateway);
    }

    @Override
    public CompletionStage<Boolean> forget(TransactionId id, URI gateway) {
      return forgotten;
    }
  }

  @BeforeEach
  void endOneWhoseForgetsAreUnderWayAndStop() {
    hand.settle();
    CompletableFuture<SubmissionResult> answer = submit("t1");
    hand.settle();
    assertThat(CoordinatorRig.outcome(answer)).isEqualTo(Outcome.COMMITTED);
    assertThat(coordinator.live()).as("its gateways have not forgotten it").isEqualTo(1);
    coordinator.close();
    stopped = true;
  }

  private CompletableFuture<SubmissionResult> submit(String id) {
    return coordinator.submit(CoordinatorRig.plan(id, "A"));
  }

  @Test
  void answerThatComesAfterTheStopIsNoFaultAndIsAskedForAgainByTheNextStart() {
    forgotten.complete(true);

    assertThat(coordinator.troubles()).isEmpty();
    assertThat(rig.plant.calls()).doesNotContain("forget A", "forget B");
    rig.start();
    hand.settle();
    assertThat(rig.plant.calls()).contains("forget A", "forget B");
    assertThat(rig.coordinator().live()).isZero();
  }

  @Test
  void callThatTheStopBreaksIsNoFault() {
    forgotten.completeExceptionally(new IllegalStateException("the client is closed"));

    assertThat(coordinator.troubles()).isEmpty();
  }

  @Test
  void whoAsksForAnotherIsToldThatItIsBeingStopped() {
    assertThat(submit("t2"))
        .isCompletedWithValue(new SubmissionResult.Unavailable("the coordinator is being stopped"));
  }
}
