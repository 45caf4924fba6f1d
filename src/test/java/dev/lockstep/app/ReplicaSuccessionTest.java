package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.SubmissionResult;
import dev.lockstep.ensemble.EnsembleVerdict;
import dev.lockstep.ensemble.LoneZooKeeper;
import dev.lockstep.ensemble.PlanDigest;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an owner does not finish is finished by another replica, or by what its gateways decided.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ReplicaSuccessionTest {
  private static final Duration WAIT = ReplicaPair.WAIT;

  private LoneZooKeeper server;
  private ReplicaPair pair;

  @BeforeAll
  void startServer(@TempDir Path folder) {
    server = LoneZooKeeper.in(folder);
  }

  @AfterAll
  void stopServer() {
    server.close();
  }

  @BeforeEach
  void startReplicas(TestInfo test) throws Exception {
    pair = new ReplicaPair(server, test.getTestMethod().orElseThrow().getName());
  }

  @AfterEach
  void stopReplicas() {
    pair.close();
  }

  @Test
  void dryRunOfAReplicaThatDiedIsRolledBackByTheOther() {
    pair.one.way.preparing = new CompletableFuture<>();
    var unused = pair.one.submit(EnsembleReplica.dryRun("dry-2"));
    pair.awaitCall("prepare http://b dry-2");
    pair.one.crash();
    await()
        .atMost(WAIT)
        .until(
            () ->
                pair.gateways.outcome(EnsembleReplica.A, "dry-2").isPresent()
                    && pair.gateways.outcome(EnsembleReplica.B, "dry-2").isPresent());
    assertThat(pair.gateways.outcome(EnsembleReplica.A, "dry-2")).contains(Outcome.ROLLED_BACK);
    assertThat(pair.gateways.calls).noneMatch(call -> call.startsWith("commit"));
  }

  @Test
  void ownerThatDiesBeforeItsDecisionIsFollowedByARollback() throws Exception {
    pair.one.way.preparing = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> never = pair.one.submit(EnsembleReplica.plan("t1", "A"));
    pair.awaitBegun("t1");
    CompletableFuture<SubmissionResult> waits = pair.two.submit(EnsembleReplica.plan("t1", "A"));
    pair.one.crash();
    pair.awaitCall("rollback http://a t1");
    pair.awaitCall("rollback http://b t1");
    assertThat(EnsembleReplica.outcome(waits)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(ReplicaPair.end(pair.two, EnsembleReplica.plan("t1", "A")))
        .isEqualTo(Outcome.ROLLED_BACK);
    assertThat(pair.stands("t1").verdict()).isEqualTo(EnsembleVerdict.ROLLBACK);
    assertThat(never).isNotDone();
  }

  @Test
  void decisionOfAnOwnerThatDiesIsDeliveredByAnother() throws Exception {
    pair.one.way.telling = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> never = pair.one.submit(EnsembleReplica.plan("t1", "A"));
    assertThat(pair.stands("t1").verdict()).isEqualTo(EnsembleVerdict.COMMIT);
    pair.one.crash();
    assertThat(ReplicaPair.end(pair.two, EnsembleReplica.plan("t1", "A")))
        .isEqualTo(Outcome.COMMITTED);
    assertThat(pair.gateways.outcome(EnsembleReplica.A, "t1")).contains(Outcome.COMMITTED);
    assertThat(pair.gateways.outcome(EnsembleReplica.B, "t1")).contains(Outcome.COMMITTED);
    assertThat(never).isNotDone();
  }

  @Test
  void restartedReplicaTakesUpWhatItLeft() throws Exception {
    pair.two.close();
    pair.one.way.telling = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> never = pair.one.submit(EnsembleReplica.plan("t1", "A"));
    assertThat(pair.stands("t1").verdict()).isEqualTo(EnsembleVerdict.COMMIT);
    pair.one.crash();
    pair.one = new EnsembleReplica("one", pair.settings, pair.gateways);
    pair.awaitCall("commit http://a t1");
    assertThat(ReplicaPair.end(pair.one, EnsembleReplica.plan("t1", "A")))
        .isEqualTo(Outcome.COMMITTED);
    assertThat(never).isNotDone();
  }

  @Test
  void verdictOfAGatewayIsCompletedFromThePlanAndDelivered() throws Exception {
    CoordinationPlan plan = EnsembleReplica.plan("t1", "A");
    pair.one.way.preparing = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> answer = pair.one.submit(plan);
    pair.awaitCall("prepare http://b t1");
    pair.propose("t1", PlanDigest.of(plan.canonical()), EnsembleVerdict.ROLLBACK);
    pair.one.way.preparing.complete(null); // so that COMMIT is proposed here, too late
    assertThat(EnsembleReplica.outcome(answer)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(pair.gateways.calls).doesNotContain("commit http://a t1", "commit http://b t1");
    await().atMost(WAIT).until(() -> pair.stands("t1").confirmed());
    assertThat(pair.stands("t1").by()).isEqualTo("gateway-a");
    assertThat(pair.stands("t1").record()).isPresent();
  }

  @Test
  void commitOfGatewaysIsDeliveredAfterTheOwnerDied() throws Exception {
    CoordinationPlan plan = EnsembleReplica.plan("t1", "A");
    pair.one.way.preparing = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> never = pair.one.submit(plan);
    pair.awaitCall("prepare http://b t1");
    await()
        .atMost(WAIT)
        .until(() -> pair.two.coordinator.find(new TransactionId("t1")).isPresent());
    pair.propose("t1", PlanDigest.of(plan.canonical()), EnsembleVerdict.COMMIT);
    pair.one.crash();
    pair.awaitCall("commit http://a t1");
    assertThat(ReplicaPair.end(pair.two, plan)).isEqualTo(Outcome.COMMITTED);
    await().atMost(WAIT).until(() -> pair.stands("t1").confirmed());
    assertThat(never).isNotDone();
  }

  @Test
  void verdictOfAnotherPlanEndsThisOneAndRollsItsVotersBack() {
    CoordinationPlan plan = EnsembleReplica.plan("t1", "A");
    pair.one.way.preparing = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> answer = pair.one.submit(plan);
    pair.awaitCall("prepare http://b t1");
    PlanDigest other = PlanDigest.of(EnsembleReplica.plan("t1", "other").canonical());
    pair.propose("t1", other, EnsembleVerdict.COMMIT);
    pair.one.way.preparing.complete(null);
    assertThat(answer).succeedsWithin(WAIT).isEqualTo(new SubmissionResult.OtherRequest());
    pair.awaitCall("rollback http://a t1");
    pair.awaitCall("rollback http://b t1");
    assertThat(pair.gateways.calls).doesNotContain("commit http://a t1", "commit http://b t1");
    await().atMost(WAIT).until(() -> pair.one.coordinator.live() == 0);
  }
}
