package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.SubmissionResult;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.device.Moment;
import dev.lockstep.ensemble.EnsembleAddress;
import dev.lockstep.ensemble.EnsembleClient;
import dev.lockstep.ensemble.EnsembleInquiry;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.ensemble.InquiryResult;
import dev.lockstep.ensemble.LoneZooKeeper;
import dev.lockstep.ensemble.PlanDigest;
import dev.lockstep.ensemble.ReadResult;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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

/** Coordinators and gateways in doubt on one real server: whoever proposes, all end alike. */
@TestInstance(Lifecycle.PER_CLASS)
class GatewaysAndReplicasTest {
  private static final Duration WAIT = Duration.ofSeconds(60);

  private LoneZooKeeper server;
  private EnsembleSettings settings;
  private ScriptedGateways told;
  private EnsembleReplica replica;
  private EnsembleClient client;
  private EnsembleInquiry lineA;
  private EnsembleInquiry lineB;
  private volatile Duration passed = Duration.ZERO;

  @BeforeAll
  void startServer(@TempDir Path folder) {
    server = LoneZooKeeper.in(folder);
  }

  @AfterAll
  void stopServer() {
    server.close();
  }

  @BeforeEach
  void start(TestInfo test) throws JournalUnavailableException {
    String chroot = "chroot=/" + test.getTestMethod().orElseThrow().getName();
    settings = server.settings(chroot, "sweep-every=300ms", "forgotten-for=1h");
    told = new ScriptedGateways();
    replica = new EnsembleReplica("one", settings, told);
    client = EnsembleClient.open(settings);
    assertThat(client.firstConnection()).succeedsWithin(WAIT);
    lineA = inquiry("line-a");
    lineB = inquiry("line-b");
  }

  @AfterEach
  void stop() {
    replica.close();
    client.close();
  }

  private EnsembleInquiry inquiry(String name) {
    return new EnsembleInquiry(
        client, settings, new EnsembleInquiry.Asker(name, this::now, List::of));
  }

  private Moment now() {
    return new Moment(Instant.EPOCH.plus(passed), passed.toNanos(), "run");
  }

  private EnsembleAddress address(CoordinationPlan plan, int participant) {
    return new EnsembleAddress(
        replica.log.chroot(),
        plan.id(),
        participant,
        2,
        PlanDigest.of(plan.canonical()),
        plan.terms().timeout(),
        replica.log.log().orElseThrow(),
        Optional.empty());
  }

  /** Begins, and holds the answers of both gateways back. */
  private CompletableFuture<SubmissionResult> begin(CoordinationPlan plan) {
    replica.way.preparing = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> answer = replica.submit(plan);
    await()
        .atMost(WAIT)
        .until(
            () ->
                told.count("prepare http://a " + plan.id()) == 1
                    && told.count("prepare http://b " + plan.id()) == 1);
    return answer;
  }

  private static Outcome outcome(InquiryResult result) {
    return switch (result) {
      case InquiryResult.Commit commit -> Outcome.COMMITTED;
      case InquiryResult.Rollback rollback -> Outcome.ROLLED_BACK;
      case InquiryResult.Undecided undecided -> throw new AssertionError(undecided.detail());
      case InquiryResult.Silence silence -> throw new AssertionError(silence.detail());
    };
  }

  @Test
  void gatewaysCommitForADeadCoordinatorAndAnotherConfirmsIt() throws JournalUnavailableException {
    CoordinationPlan plan = EnsembleReplica.plan("t1", "A");
    CompletableFuture<SubmissionResult> never = begin(plan);
    String note = client.paths().open(plan.id());
    await()
        .atMost(WAIT)
        .until(() -> replica.coordinator.find(plan.id()).isPresent() && isThere(note));
    EnsembleAddress a = address(plan, 1);
    EnsembleAddress b = address(plan, 2);
    replica.crash();
    assertThat(lineA.ask(a)).isInstanceOf(InquiryResult.Undecided.class);
    assertThat(outcome(lineB.ask(b))).isEqualTo(Outcome.COMMITTED);
    assertThat(outcome(lineA.ask(a))).isEqualTo(Outcome.COMMITTED);
    assertThat(never).isNotDone();

    replica = new EnsembleReplica("two", settings, told);
    await()
        .atMost(WAIT)
        .until(() -> told.outcome(EnsembleReplica.A, "t1").equals(Optional.of(Outcome.COMMITTED)));
    assertThat(EnsembleReplica.outcome(replica.submit(plan))).isEqualTo(Outcome.COMMITTED);
  }

  private boolean isThere(String path) {
    return client.readLatest(path).join() instanceof ReadResult.Found;
  }

  @Test
  void decisionThatNobodyWasToldIsReadByTheGateways() {
    CoordinationPlan plan = EnsembleReplica.plan("t1", "A");
    replica.way.telling = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> never = replica.submit(plan);
    await().atMost(WAIT).until(() -> isThere(client.paths().verdict(plan.id())));
    EnsembleAddress a = address(plan, 1);
    EnsembleAddress b = address(plan, 2);
    replica.crash();
    assertThat(outcome(lineA.ask(a))).isEqualTo(Outcome.COMMITTED);
    assertThat(outcome(lineB.ask(b))).isEqualTo(Outcome.COMMITTED);
    assertThat(never).isNotDone();
  }

  /** The replica counts its votes while one gateway finds the time over and the other all votes. */
  @Test
  void replicaAndGatewaysThatProposeAtOnceEndAlike() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int commits = 0;
    int rounds = 60;
    for (int round = 0; round < rounds; round++) {
      CoordinationPlan plan = EnsembleReplica.plan("t" + round, "A");
      boolean lost = random.nextBoolean();
      replica.way.vote =
          lost ? new Vote.Missing("no answer") : new Vote.Yes("DURABLE", Optional.empty());
      CompletableFuture<SubmissionResult> answer = begin(plan);
      EnsembleAddress a = address(plan, 1);
      EnsembleAddress b = address(plan, 2);
      assertThat(lineA.ask(a)).isInstanceOf(InquiryResult.Undecided.class);
      passed = passed.plus(Duration.ofMinutes(10));
      replica.way.preparing.complete(null);
      CompletableFuture<InquiryResult> one = CompletableFuture.supplyAsync(() -> lineA.ask(a));
      Outcome two = outcome(lineB.ask(b));
      assertThat(outcome(one.join())).as("round %d, seed %d", round, seed).isEqualTo(two);
      assertThat(EnsembleReplica.outcome(answer))
          .as("round %d, seed %d", round, seed)
          .isEqualTo(two);
      assertThat(told.outcome(EnsembleReplica.A, plan.id().value())).contains(two);
      assertThat(told.outcome(EnsembleReplica.B, plan.id().value())).contains(two);
      commits += two == Outcome.COMMITTED ? 1 : 0;
    }
    System.out.printf("proposals at once: %d commits of %d, seed %d%n", commits, rounds, seed);
  }

  @Test
  void transactionOfAnotherIdIsNoneOfTheirs() {
    CoordinationPlan plan = EnsembleReplica.plan("t1", "A");
    EnsembleAddress of = address(plan, 1);
    CoordinatorsByAddress clients =
        new CoordinatorsByAddress(
            new EnsembleCoordinatorClient(Optional.of(lineA), settings.chroot()),
            (address, id) -> {
              throw new AssertionError("asked a process: " + address);
            });
    assertThat(clients.objection(of.toString())).isEmpty();
    assertThat(clients.ask(of.toString(), new TransactionId("t2")))
        .isInstanceOf(Word.Silence.class);
    assertThat(clients.ask(of.toString(), plan.id())).isInstanceOf(Word.Undecided.class);
  }
}
