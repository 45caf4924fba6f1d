package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.SubmissionResult;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.ensemble.EnsembleClient;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.ensemble.EnsembleVerdict;
import dev.lockstep.ensemble.LoneZooKeeper;
import dev.lockstep.ensemble.PlanDigest;
import dev.lockstep.ensemble.ReadResult;
import dev.lockstep.ensemble.VerdictRecord;
import dev.lockstep.ensemble.WriteResult;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Two coordinators on one real server: each takes requests, and no coordination rests on one. */
@TestInstance(Lifecycle.PER_CLASS)
class ReplicasTest {
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

  /** Gateways that all voted COMMIT, and finish by themselves, find it there. */
  @Test
  void dryRunStandsAsARollbackWhenTheFirstGatewayIsAsked() throws Exception {
    CompletableFuture<Void> voting = new CompletableFuture<>();
    pair.one.way.preparing = voting;
    CompletableFuture<SubmissionResult> answer = pair.one.submit(EnsembleReplica.dryRun("dry-1"));
    pair.awaitCall("prepare http://a dry-1");
    assertThat(pair.stands("dry-1").verdict()).isEqualTo(EnsembleVerdict.ROLLBACK);
    voting.complete(null);
    assertThat(EnsembleReplica.outcome(answer)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(pair.gateways.outcome(EnsembleReplica.B, "dry-1")).contains(Outcome.ROLLED_BACK);
    assertThat(pair.gateways.calls).noneMatch(call -> call.startsWith("commit"));
  }

  @Test
  void coordinationIsCommittedAndConfirmed() throws Exception {
    assertThat(EnsembleReplica.outcome(pair.one.submit(EnsembleReplica.plan("t1", "A"))))
        .isEqualTo(Outcome.COMMITTED);
    await().atMost(WAIT).until(() -> pair.stands("t1").confirmed());
    assertThat(EnsembleReplica.outcome(pair.two.submit(EnsembleReplica.plan("t1", "A"))))
        .isEqualTo(Outcome.COMMITTED);
    assertThat(pair.gateways.count("prepare http://a t1")).isEqualTo(1);
    assertThat(pair.two.coordinator.page(Optional.empty(), "", 10).records()).hasSize(1);
    try (EnsembleClient client = EnsembleClient.open(pair.settings)) {
      String open = client.paths().open(new TransactionId("t1"));
      await().atMost(WAIT).until(() -> client.readLatest(open).join() instanceof ReadResult.Absent);
    }
  }

  @Test
  void callerAtAnotherReplicaHearsTheSameEndWhileTheOwnerPreparesAlone() {
    pair.one.way.preparing = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> first = pair.one.submit(EnsembleReplica.plan("t1", "A"));
    pair.awaitBegun("t1");
    CompletableFuture<SubmissionResult> second = pair.two.submit(EnsembleReplica.plan("t1", "A"));
    CompletableFuture<SubmissionResult> third = pair.two.submit(EnsembleReplica.plan("t1", "A"));
    assertThat(pair.two.submit(EnsembleReplica.plan("t1", "other")).join())
        .isEqualTo(new SubmissionResult.OtherRequest());
    assertThat(second).isNotDone();
    pair.one.way.preparing.complete(null);
    assertThat(EnsembleReplica.outcome(first)).isEqualTo(Outcome.COMMITTED);
    assertThat(EnsembleReplica.outcome(second)).isEqualTo(Outcome.COMMITTED);
    assertThat(EnsembleReplica.outcome(third)).isEqualTo(Outcome.COMMITTED);
    assertThat(pair.gateways.count("prepare http://a t1")).isEqualTo(1);
    await().atMost(WAIT).until(() -> pair.two.coordinator.live() == 0);
  }

  @Test
  void callerAtAnotherReplicaWhoGoesAwayIsNotWaitedFor() {
    pair.one.way.preparing = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> first = pair.one.submit(EnsembleReplica.plan("t1", "A"));
    pair.awaitBegun("t1");
    CompletableFuture<SubmissionResult> second = pair.two.submit(EnsembleReplica.plan("t1", "A"));
    await().atMost(WAIT).until(() -> pair.two.coordinator.live() == 1);
    assertThat(second.cancel(false)).isTrue();
    await().atMost(WAIT).until(() -> pair.two.coordinator.live() == 0);
    assertThat(first).isNotDone();
  }

  @Test
  void endIsHandedOverBeforeTheLogShowsItAndAgainIfItIsNotTaken() throws Exception {
    AtomicBoolean takes = new AtomicBoolean();
    AtomicInteger handedOver = new AtomicInteger();
    pair.one.log.beforeEnd(
        end -> {
          handedOver.incrementAndGet();
          return takes.get();
        });
    pair.two.log.beforeEnd(
        end -> {
          throw new AssertionError("it is not at it: " + end);
        });
    assertThat(EnsembleReplica.outcome(pair.one.submit(EnsembleReplica.plan("t1", "A"))))
        .isEqualTo(Outcome.COMMITTED);
    await().atMost(WAIT).until(() -> handedOver.get() >= 2);
    assertThat(pair.stands("t1").confirmed()).isFalse();
    takes.set(true);
    await().atMost(WAIT).until(() -> pair.stands("t1").confirmed());
    assertThat(pair.gateways.count("prepare http://a t1")).isEqualTo(1);
  }

  @Test
  void endIsWrittenAlsoWhereTheNoteThatItIsOpenIsGone() throws Exception {
    pair.one.way.telling = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> answer = pair.one.submit(EnsembleReplica.plan("t1", "A"));
    assertThat(pair.stands("t1").verdict()).isEqualTo(EnsembleVerdict.COMMIT);
    try (EnsembleClient client = EnsembleClient.open(pair.settings)) {
      String note = client.paths().open(new TransactionId("t1"));
      assertThat(client.delete(note, EnsembleClient.ANY_VERSION))
          .succeedsWithin(WAIT)
          .isEqualTo(new WriteResult.Done());
    }
    pair.one.way.telling.complete(null);
    assertThat(EnsembleReplica.outcome(answer)).isEqualTo(Outcome.COMMITTED);
    await().atMost(WAIT).until(() -> pair.stands("t1").confirmed());
  }

  @Test
  void refusalRollsBackAndSaysWhy() {
    pair.one.way.vote = new Vote.No(List.of());
    assertThat(EnsembleReplica.outcome(pair.one.submit(EnsembleReplica.plan("t1", "A"))))
        .isEqualTo(Outcome.ROLLED_BACK);
  }

  @Test
  void bothAtTheSameMomentComeToOneOutcome() throws Exception {
    for (int round = 0; round < 20; round++) {
      CoordinationPlan plan = EnsembleReplica.plan("t" + round, "A");
      pair.one.way.vote =
          round % 2 == 0
              ? new Vote.Missing("no answer")
              : new Vote.Yes("DURABLE", Optional.empty());
      CompletableFuture<SubmissionResult> first = pair.one.submit(plan);
      CompletableFuture<SubmissionResult> second = pair.two.submit(plan);
      CompletableFuture.allOf(first, second).get(60, TimeUnit.SECONDS);
      Outcome outcome = ReplicaPair.end(pair.one, plan);
      assertThat(ReplicaPair.end(pair.two, plan)).isEqualTo(outcome);
      assertThat(pair.gateways.outcome(EnsembleReplica.A, "t" + round)).contains(outcome);
      assertThat(pair.gateways.outcome(EnsembleReplica.B, "t" + round)).contains(outcome);
      assertThat(pair.stands("t" + round).verdict())
          .isEqualTo(
              outcome == Outcome.COMMITTED ? EnsembleVerdict.COMMIT : EnsembleVerdict.ROLLBACK);
    }
  }

  @Test
  void confirmedVerdictsAreSweptWhenTheyAreOldEnough() throws Exception {
    pair.one.close();
    pair.two.close();
    EnsembleSettings quick =
        server.settings(
            "chroot=/swept", "sweep-every=100ms", "forgotten-for=1s", "connect-max=60s");
    pair.one = new EnsembleReplica("one", quick, pair.gateways);
    assertThat(EnsembleReplica.outcome(pair.one.submit(EnsembleReplica.plan("t1", "A"))))
        .isEqualTo(Outcome.COMMITTED);
    pair.gateways.resolved(EnsembleReplica.B, "t3", Outcome.HEURISTIC_ROLLBACK);
    assertThat(EnsembleReplica.outcome(pair.one.submit(EnsembleReplica.plan("t3", "A"))))
        .isEqualTo(Outcome.HEURISTIC_MIXED);
    CoordinationPlan unknown = EnsembleReplica.plan("t2", "A");
    try (EnsembleClient client = EnsembleClient.open(quick)) {
      TransactionId kept = new TransactionId("t2");
      VerdictRecord planless =
          new VerdictRecord(
              kept,
              PlanDigest.of(unknown.canonical()),
              EnsembleVerdict.ROLLBACK,
              List.of(),
              Instant.EPOCH,
              "gateway-a",
              Optional.empty(),
              false);
      client.create(client.paths().verdict(kept), planless.encode()).join();
      String path = client.paths().verdict(new TransactionId("t1"));
      await().atMost(WAIT).until(() -> client.readLatest(path).join() instanceof ReadResult.Absent);
      await().atMost(WAIT).until(() -> pair.one.log.planless() == 1);
      assertThat(client.readLatest(client.paths().verdict(kept)).join())
          .isInstanceOf(ReadResult.Found.class);
      assertThat(pair.one.coordinator.page(Optional.empty(), "", 10).unreadable())
          .singleElement()
          .asString()
          .contains(client.paths().verdict(kept), "ROLLBACK, proposed by gateway-a");
      // What ended heuristically is looked into by people, and nothing is left to be done for it.
      assertThat(ReplicaPair.stands("t3", quick).confirmed()).isFalse();
      String note = client.paths().open(new TransactionId("t3"));
      await().atMost(WAIT).until(() -> client.readLatest(note).join() instanceof ReadResult.Absent);
      await().atMost(WAIT).until(() -> pair.one.coordinator.live() == 0);
    }
  }
}
