package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationRecord;
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
  private static final Duration WAIT = Duration.ofSeconds(60);

  private LoneZooKeeper server;
  private EnsembleSettings settings;
  private ScriptedGateways gateways;
  private Replica one;
  private Replica two;

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
    settings =
        server.settings(
            "chroot=/" + test.getTestMethod().orElseThrow().getName(),
            "sweep-every=300ms",
            "forgotten-for=1h",
            // A session that expires because this machine is busy is another test's story.
            "session-timeout=20s",
            "connect-max=60s",
            "answer-max=10s");
    gateways = new ScriptedGateways();
    one = new Replica("one", settings, gateways);
    two = new Replica("two", settings, gateways);
    assertThat(one.log.troubles()).isEmpty();
    assertThat(two.log.troubles()).isEmpty();
  }

  @AfterEach
  void stopReplicas() {
    one.close();
    two.close();
  }

  private static Outcome outcome(CompletableFuture<SubmissionResult> answer) {
    assertThat(answer).succeedsWithin(WAIT).isInstanceOf(SubmissionResult.Ended.class);
    CoordinationRecord record = ((SubmissionResult.Ended) answer.join()).record();
    return ((Coordination.Ended) record.coordination()).outcome();
  }

  /** Until it is prepared for at the first replica, and known as open to the second. */
  private void awaitBegun(String id) {
    awaitCall("prepare http://b " + id);
    await().atMost(WAIT).until(() -> two.coordinator.find(new TransactionId(id)).isPresent());
  }

  /** Asks until it has ended, as a caller does that was refused for the moment. */
  private static Outcome end(Replica replica, CoordinationPlan plan) {
    return await()
                .atMost(WAIT)
                .until(
                    () -> replica.submit(plan).join(),
                    result -> result instanceof SubmissionResult.Ended)
            instanceof SubmissionResult.Ended ended
        ? ((Coordination.Ended) ended.record().coordination()).outcome()
        : Outcome.HEURISTIC_HAZARD;
  }

  private void awaitCall(String call) {
    await().atMost(WAIT).until(() -> gateways.calls.contains(call));
  }

  /** Gateways that all voted COMMIT, and finish by themselves, find it there. */
  @Test
  void dryRunStandsAsARollbackWhenTheFirstGatewayIsAsked() throws Exception {
    CompletableFuture<Void> voting = new CompletableFuture<>();
    one.way.preparing = voting;
    CompletableFuture<SubmissionResult> answer = one.submit(Replica.dryRun("dry-1"));
    awaitCall("prepare http://a dry-1");
    assertThat(stands("dry-1").verdict()).isEqualTo(EnsembleVerdict.ROLLBACK);
    voting.complete(null);
    assertThat(outcome(answer)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(gateways.outcome(Replica.B, "dry-1")).contains(Outcome.ROLLED_BACK);
    assertThat(gateways.calls).noneMatch(call -> call.startsWith("commit"));
  }

  @Test
  void dryRunOfAReplicaThatDiedIsRolledBackByTheOther() {
    one.way.preparing = new CompletableFuture<>();
    var unused = one.submit(Replica.dryRun("dry-2"));
    awaitCall("prepare http://b dry-2");
    one.crash();
    await()
        .atMost(WAIT)
        .until(
            () ->
                gateways.outcome(Replica.A, "dry-2").isPresent()
                    && gateways.outcome(Replica.B, "dry-2").isPresent());
    assertThat(gateways.outcome(Replica.A, "dry-2")).contains(Outcome.ROLLED_BACK);
    assertThat(gateways.calls).noneMatch(call -> call.startsWith("commit"));
  }

  private VerdictRecord stands(String id) throws Exception {
    return stands(id, settings);
  }

  private static VerdictRecord stands(String id, EnsembleSettings where) throws Exception {
    try (EnsembleClient client = EnsembleClient.open(where)) {
      TransactionId transaction = new TransactionId(id);
      String path = client.paths().verdict(transaction);
      ReadResult read =
          await()
              .atMost(WAIT)
              .until(
                  () -> client.readLatest(path).join(),
                  result -> result instanceof ReadResult.Found);
      return VerdictRecord.decode(path, transaction, ((ReadResult.Found) read).content());
    }
  }

  private void propose(String id, PlanDigest plan, EnsembleVerdict verdict) {
    try (EnsembleClient gateway = EnsembleClient.open(settings)) {
      TransactionId transaction = new TransactionId(id);
      VerdictRecord record =
          new VerdictRecord(
              transaction,
              plan,
              verdict,
              List.of(),
              Instant.parse("2026-01-05T06:00:01Z"),
              "gateway-a",
              Optional.empty(),
              false);
      assertThat(gateway.create(gateway.paths().verdict(transaction), record.encode()))
          .succeedsWithin(WAIT)
          .isEqualTo(new WriteResult.Done());
    }
  }

  @Test
  void coordinationIsCommittedAndConfirmed() throws Exception {
    assertThat(outcome(one.submit(Replica.plan("t1", "A")))).isEqualTo(Outcome.COMMITTED);
    await().atMost(WAIT).until(() -> stands("t1").confirmed());
    assertThat(outcome(two.submit(Replica.plan("t1", "A")))).isEqualTo(Outcome.COMMITTED);
    assertThat(gateways.count("prepare http://a t1")).isEqualTo(1);
    assertThat(two.coordinator.page(Optional.empty(), "", 10).records()).hasSize(1);
    try (EnsembleClient client = EnsembleClient.open(settings)) {
      String open = client.paths().open(new TransactionId("t1"));
      await().atMost(WAIT).until(() -> client.readLatest(open).join() instanceof ReadResult.Absent);
    }
  }

  @Test
  void callerAtAnotherReplicaHearsTheSameEndWhileTheOwnerPreparesAlone() {
    one.way.preparing = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> first = one.submit(Replica.plan("t1", "A"));
    awaitBegun("t1");
    CompletableFuture<SubmissionResult> second = two.submit(Replica.plan("t1", "A"));
    CompletableFuture<SubmissionResult> third = two.submit(Replica.plan("t1", "A"));
    assertThat(two.submit(Replica.plan("t1", "other")).join())
        .isEqualTo(new SubmissionResult.OtherRequest());
    assertThat(second).isNotDone();
    one.way.preparing.complete(null);
    assertThat(outcome(first)).isEqualTo(Outcome.COMMITTED);
    assertThat(outcome(second)).isEqualTo(Outcome.COMMITTED);
    assertThat(outcome(third)).isEqualTo(Outcome.COMMITTED);
    assertThat(gateways.count("prepare http://a t1")).isEqualTo(1);
    await().atMost(WAIT).until(() -> two.coordinator.live() == 0);
  }

  @Test
  void callerAtAnotherReplicaWhoGoesAwayIsNotWaitedFor() {
    one.way.preparing = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> first = one.submit(Replica.plan("t1", "A"));
    awaitBegun("t1");
    CompletableFuture<SubmissionResult> second = two.submit(Replica.plan("t1", "A"));
    await().atMost(WAIT).until(() -> two.coordinator.live() == 1);
    assertThat(second.cancel(false)).isTrue();
    await().atMost(WAIT).until(() -> two.coordinator.live() == 0);
    assertThat(first).isNotDone();
  }

  @Test
  void ownerThatDiesBeforeItsDecisionIsFollowedByARollback() throws Exception {
    one.way.preparing = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> never = one.submit(Replica.plan("t1", "A"));
    awaitBegun("t1");
    CompletableFuture<SubmissionResult> waits = two.submit(Replica.plan("t1", "A"));
    one.crash();
    awaitCall("rollback http://a t1");
    awaitCall("rollback http://b t1");
    assertThat(outcome(waits)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(end(two, Replica.plan("t1", "A"))).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(stands("t1").verdict()).isEqualTo(EnsembleVerdict.ROLLBACK);
    assertThat(never).isNotDone();
  }

  @Test
  void decisionOfAnOwnerThatDiesIsDeliveredByAnother() throws Exception {
    one.way.telling = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> never = one.submit(Replica.plan("t1", "A"));
    assertThat(stands("t1").verdict()).isEqualTo(EnsembleVerdict.COMMIT);
    one.crash();
    assertThat(end(two, Replica.plan("t1", "A"))).isEqualTo(Outcome.COMMITTED);
    assertThat(gateways.outcome(Replica.A, "t1")).contains(Outcome.COMMITTED);
    assertThat(gateways.outcome(Replica.B, "t1")).contains(Outcome.COMMITTED);
    assertThat(never).isNotDone();
  }

  @Test
  void verdictOfAGatewayIsCompletedFromThePlanAndDelivered() throws Exception {
    CoordinationPlan plan = Replica.plan("t1", "A");
    one.way.preparing = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> answer = one.submit(plan);
    awaitCall("prepare http://b t1");
    propose("t1", PlanDigest.of(plan.canonical()), EnsembleVerdict.ROLLBACK);
    one.way.preparing.complete(null); // so that COMMIT is proposed here, too late
    assertThat(outcome(answer)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(gateways.calls).doesNotContain("commit http://a t1", "commit http://b t1");
    await().atMost(WAIT).until(() -> stands("t1").confirmed());
    assertThat(stands("t1").by()).isEqualTo("gateway-a");
    assertThat(stands("t1").record()).isPresent();
  }

  @Test
  void commitOfGatewaysIsDeliveredAfterTheOwnerDied() throws Exception {
    CoordinationPlan plan = Replica.plan("t1", "A");
    one.way.preparing = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> never = one.submit(plan);
    awaitCall("prepare http://b t1");
    await().atMost(WAIT).until(() -> two.coordinator.find(new TransactionId("t1")).isPresent());
    propose("t1", PlanDigest.of(plan.canonical()), EnsembleVerdict.COMMIT);
    one.crash();
    awaitCall("commit http://a t1");
    assertThat(end(two, plan)).isEqualTo(Outcome.COMMITTED);
    await().atMost(WAIT).until(() -> stands("t1").confirmed());
    assertThat(never).isNotDone();
  }

  @Test
  void verdictOfAnotherPlanEndsThisOneAndRollsItsVotersBack() {
    CoordinationPlan plan = Replica.plan("t1", "A");
    one.way.preparing = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> answer = one.submit(plan);
    awaitCall("prepare http://b t1");
    PlanDigest other = PlanDigest.of(Replica.plan("t1", "other").canonical());
    propose("t1", other, EnsembleVerdict.COMMIT);
    one.way.preparing.complete(null);
    assertThat(answer).succeedsWithin(WAIT).isEqualTo(new SubmissionResult.OtherRequest());
    awaitCall("rollback http://a t1");
    awaitCall("rollback http://b t1");
    assertThat(gateways.calls).doesNotContain("commit http://a t1", "commit http://b t1");
    await().atMost(WAIT).until(() -> one.coordinator.live() == 0);
  }

  @Test
  void endIsHandedOverBeforeTheLogShowsItAndAgainIfItIsNotTaken() throws Exception {
    AtomicBoolean takes = new AtomicBoolean();
    AtomicInteger handedOver = new AtomicInteger();
    one.log.beforeEnd(
        end -> {
          handedOver.incrementAndGet();
          return takes.get();
        });
    two.log.beforeEnd(
        end -> {
          throw new AssertionError("it is not at it: " + end);
        });
    assertThat(outcome(one.submit(Replica.plan("t1", "A")))).isEqualTo(Outcome.COMMITTED);
    await().atMost(WAIT).until(() -> handedOver.get() >= 2);
    assertThat(stands("t1").confirmed()).isFalse();
    takes.set(true);
    await().atMost(WAIT).until(() -> stands("t1").confirmed());
    assertThat(gateways.count("prepare http://a t1")).isEqualTo(1);
  }

  @Test
  void endIsWrittenAlsoWhereTheNoteThatItIsOpenIsGone() throws Exception {
    one.way.telling = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> answer = one.submit(Replica.plan("t1", "A"));
    assertThat(stands("t1").verdict()).isEqualTo(EnsembleVerdict.COMMIT);
    try (EnsembleClient client = EnsembleClient.open(settings)) {
      String note = client.paths().open(new TransactionId("t1"));
      assertThat(client.delete(note, EnsembleClient.ANY_VERSION))
          .succeedsWithin(WAIT)
          .isEqualTo(new WriteResult.Done());
    }
    one.way.telling.complete(null);
    assertThat(outcome(answer)).isEqualTo(Outcome.COMMITTED);
    await().atMost(WAIT).until(() -> stands("t1").confirmed());
  }

  @Test
  void refusalRollsBackAndSaysWhy() {
    one.way.vote = new Vote.No(List.of());
    assertThat(outcome(one.submit(Replica.plan("t1", "A")))).isEqualTo(Outcome.ROLLED_BACK);
  }

  @Test
  void bothAtTheSameMomentComeToOneOutcome() throws Exception {
    for (int round = 0; round < 20; round++) {
      CoordinationPlan plan = Replica.plan("t" + round, "A");
      one.way.vote =
          round % 2 == 0
              ? new Vote.Missing("no answer")
              : new Vote.Yes("DURABLE", Optional.empty());
      CompletableFuture<SubmissionResult> first = one.submit(plan);
      CompletableFuture<SubmissionResult> second = two.submit(plan);
      CompletableFuture.allOf(first, second).get(60, TimeUnit.SECONDS);
      Outcome outcome = end(one, plan);
      assertThat(end(two, plan)).isEqualTo(outcome);
      assertThat(gateways.outcome(Replica.A, "t" + round)).contains(outcome);
      assertThat(gateways.outcome(Replica.B, "t" + round)).contains(outcome);
      assertThat(stands("t" + round).verdict())
          .isEqualTo(
              outcome == Outcome.COMMITTED ? EnsembleVerdict.COMMIT : EnsembleVerdict.ROLLBACK);
    }
  }

  @Test
  void restartedReplicaTakesUpWhatItLeft() throws Exception {
    two.close();
    one.way.telling = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> never = one.submit(Replica.plan("t1", "A"));
    assertThat(stands("t1").verdict()).isEqualTo(EnsembleVerdict.COMMIT);
    one.crash();
    one = new Replica("one", settings, gateways);
    awaitCall("commit http://a t1");
    assertThat(end(one, Replica.plan("t1", "A"))).isEqualTo(Outcome.COMMITTED);
    assertThat(never).isNotDone();
  }

  @Test
  void confirmedVerdictsAreSweptWhenTheyAreOldEnough() throws Exception {
    one.close();
    two.close();
    EnsembleSettings quick =
        server.settings(
            "chroot=/swept", "sweep-every=100ms", "forgotten-for=1s", "connect-max=60s");
    one = new Replica("one", quick, gateways);
    assertThat(outcome(one.submit(Replica.plan("t1", "A")))).isEqualTo(Outcome.COMMITTED);
    gateways.resolved(Replica.B, "t3", Outcome.HEURISTIC_ROLLBACK);
    assertThat(outcome(one.submit(Replica.plan("t3", "A")))).isEqualTo(Outcome.HEURISTIC_MIXED);
    CoordinationPlan unknown = Replica.plan("t2", "A");
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
      await().atMost(WAIT).until(() -> one.log.planless() == 1);
      assertThat(client.readLatest(client.paths().verdict(kept)).join())
          .isInstanceOf(ReadResult.Found.class);
      assertThat(one.coordinator.page(Optional.empty(), "", 10).unreadable())
          .singleElement()
          .asString()
          .contains(client.paths().verdict(kept), "ROLLBACK, proposed by gateway-a");
      // What ended heuristically is looked into by people, and nothing is left to be done for it.
      assertThat(stands("t3", quick).confirmed()).isFalse();
      String note = client.paths().open(new TransactionId("t3"));
      await().atMost(WAIT).until(() -> client.readLatest(note).join() instanceof ReadResult.Absent);
      await().atMost(WAIT).until(() -> one.coordinator.live() == 0);
    }
  }
}
