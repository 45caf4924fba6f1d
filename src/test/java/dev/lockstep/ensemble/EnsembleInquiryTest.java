package dev.lockstep.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Moment;
import dev.lockstep.transaction.TransactionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Gateways in doubt whose coordinators are gone, on a real server. */
@TestInstance(Lifecycle.PER_CLASS)
class EnsembleInquiryTest {
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Instant MORNING = Instant.parse("2026-03-02T06:00:00Z");
  private static final PlanDigest PLAN = PlanDigest.of("this plan");
  private static final PlanDigest OTHER_PLAN = PlanDigest.of("another plan");
  private static final String LOG = "0123456789abcdef";

  private LoneZooKeeper server;
  private int chroots;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = LoneZooKeeper.in(folder);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** Gateways of one plant, with a session of their own each, and one clock that is set by hand. */
  private static final class Plant implements AutoCloseable {
    private final List<EnsembleClient> clients = new ArrayList<>();
    private final List<EnsembleInquiry> inquiries = new ArrayList<>();
    private final String chroot;
    private volatile Duration passed = Duration.ZERO;
    private volatile Supplier<List<String>> gaps = List::of;

    Plant(LoneZooKeeper server, String chroot, int gateways) {
      this.chroot = chroot;
      EnsembleSettings settings = server.settings("chroot=" + chroot, "answer-max=2s");
      for (int each = 1; each <= gateways; each++) {
        EnsembleClient client = EnsembleClient.open(settings);
        clients.add(client);
        assertThat(client.firstConnection()).succeedsWithin(WAIT);
        EnsembleInquiry.Asker asker =
            new EnsembleInquiry.Asker("line-" + each, this::now, () -> gaps.get());
        inquiries.add(new EnsembleInquiry(client, settings, asker));
      }
      assertThat(new PlantClaim(client(), "plant").claim(LOG).join())
          .isInstanceOf(PlantClaim.Ours.class);
    }

    private Moment now() {
      return new Moment(MORNING.plus(passed), passed.toNanos(), "run");
    }

    void pass(Duration time) {
      passed = passed.plus(time);
    }

    EnsembleClient client() {
      return clients.getFirst();
    }

    EnsembleAddress address(String id, int participant, int of) {
      return new EnsembleAddress(chroot, new TransactionId(id), participant, of, PLAN, WITHIN, LOG);
    }

    InquiryResult ask(String id, int participant, int of) {
      return ask(address(id, participant, of));
    }

    InquiryResult ask(EnsembleAddress address) {
      return inquiries.get(address.participant() - 1).ask(address);
    }

    Optional<VerdictRecord> verdict(String id) throws ForeignContentException {
      TransactionId transaction = new TransactionId(id);
      String path = client().paths().verdict(transaction);
      return client().readLatest(path).join() instanceof ReadResult.Found found
          ? Optional.of(VerdictRecord.decode(path, transaction, found.content()))
          : Optional.empty();
    }

    boolean voted(String id, int participant) {
      String path = client().paths().vote(new TransactionId(id), participant);
      return client().readLatest(path).join() instanceof ReadResult.Found;
    }

    void stands(String id, PlanDigest plan, EnsembleVerdict verdict) {
      VerdictRecord record =
          new VerdictRecord(
              new TransactionId(id),
              plan,
              verdict,
              List.of(),
              MORNING,
              "replica",
              Optional.of(new VerdictRecord.StateText(2, "{}", "{}")),
              false);
      assertThat(client().create(client().paths().verdict(record.id()), record.encode()).join())
          .isEqualTo(new WriteResult.Done());
    }

    void vote(String id, int participant, PlanDigest plan) {
      VoteRecord vote = new VoteRecord(plan, "line-" + participant, MORNING);
      String path = client().paths().vote(new TransactionId(id), participant);
      assertThat(client().create(path, vote.encode()).join()).isEqualTo(new WriteResult.Done());
    }

    @Override
    public void close() {
      clients.forEach(EnsembleClient::close);
    }
  }

  private Plant plant(int gateways) {
    return new Plant(server, "/plant-" + ++chroots, gateways);
  }

  private static void assertCommit(InquiryResult result) {
    assertThat(result).isInstanceOf(InquiryResult.Commit.class);
  }

  private static void assertRollback(InquiryResult result) {
    assertThat(result).isInstanceOf(InquiryResult.Rollback.class);
  }

  @Test
  void allVotesCommitWithoutAnyCoordinator() throws ForeignContentException {
    try (Plant plant = plant(2)) {
      InquiryResult first = plant.ask("t1", 1, 2);
      assertThat(first).isInstanceOf(InquiryResult.Undecided.class);
      assertThat(((InquiryResult.Undecided) first).detail())
          .contains(server.connect(), "no vote of participant [2] of 2");
      assertCommit(plant.ask("t1", 2, 2));
      assertCommit(plant.ask("t1", 1, 2));
      VerdictRecord verdict = plant.verdict("t1").orElseThrow();
      assertThat(verdict.by()).isEqualTo("gateway line-2");
      assertThat(verdict.record()).isEmpty();
    }
  }

  @Test
  void voteThatIsMissingIsWaitedForAndThenTheLateOneIsVoid() throws ForeignContentException {
    try (Plant plant = plant(2)) {
      assertThat(plant.ask("t1", 1, 2)).isInstanceOf(InquiryResult.Undecided.class);
      plant.pass(WITHIN.plus(GRACE).minusMillis(1));
      assertThat(plant.ask("t1", 1, 2)).isInstanceOf(InquiryResult.Undecided.class);
      assertThat(plant.verdict("t1")).isEmpty();
      plant.pass(Duration.ofMillis(1));
      InquiryResult late = plant.ask("t1", 1, 2);
      assertThat(late)
          .isInstanceOfSatisfying(
              InquiryResult.Rollback.class, rollback -> assertThat(rollback.presumed()).isTrue());
      assertThat(plant.verdict("t1").orElseThrow().reasons())
          .containsExactly("no vote of participant [2] of 2");
      // It had looked before ROLLBACK stood, and its vote reaches the ensemble only now.
      plant.vote("t1", 2, PLAN);
      assertRollback(plant.ask("t1", 2, 2));
      assertRollback(plant.ask("t1", 1, 2));
    }
  }

  @Test
  void coordinatorsVerdictIsObeyedAndNoVotePublishedAfterIt() {
    try (Plant plant = plant(2)) {
      plant.stands("t1", PLAN, EnsembleVerdict.COMMIT);
      plant.stands("t2", PLAN, EnsembleVerdict.ROLLBACK);
      assertCommit(plant.ask("t1", 1, 2));
      assertThat(plant.ask("t2", 2, 2))
          .isInstanceOfSatisfying(
              InquiryResult.Rollback.class, rollback -> assertThat(rollback.presumed()).isFalse());
      assertThat(plant.voted("t1", 1)).isFalse();
      assertThat(plant.voted("t2", 2)).isFalse();
    }
  }

  @Test
  void verdictOfAnotherPlanMeansThatThisOneIsNeverCommitted() {
    try (Plant plant = plant(1)) {
      plant.stands("t1", OTHER_PLAN, EnsembleVerdict.COMMIT);
      InquiryResult result = plant.ask("t1", 1, 2);
      assertRollback(result);
      assertThat(((InquiryResult.Rollback) result).evidence()).contains("another plan");
    }
  }

  @Test
  void voteForAnotherPlanIsNoneForThisOne() throws ForeignContentException {
    try (Plant plant = plant(2)) {
      plant.vote("t1", 2, OTHER_PLAN);
      assertThat(plant.ask("t1", 1, 2)).isInstanceOf(InquiryResult.Undecided.class);
      assertThat(plant.ask("t1", 2, 2)).isInstanceOf(InquiryResult.Undecided.class);
      plant.pass(WITHIN.plus(GRACE));
      assertRollback(plant.ask("t1", 2, 2));
      assertThat(plant.verdict("t1").orElseThrow().verdict()).isEqualTo(EnsembleVerdict.ROLLBACK);
    }
  }

  @Test
  void participantThatOnlyReadPublishesNothingSoItIsRolledBack() {
    try (Plant plant = plant(2)) {
      assertThat(plant.ask("t1", 1, 3)).isInstanceOf(InquiryResult.Undecided.class);
      assertThat(plant.ask("t1", 2, 3)).isInstanceOf(InquiryResult.Undecided.class);
      plant.pass(WITHIN.plus(GRACE));
      assertRollback(plant.ask("t1", 1, 3));
      assertRollback(plant.ask("t1", 2, 3));
    }
  }

  @Test
  void journalWithAGapProposesNoRollback() throws ForeignContentException {
    try (Plant plant = plant(1)) {
      plant.gaps = () -> List.of("entries 7 to 9 are missing");
      assertThat(plant.ask("t1", 1, 2)).isInstanceOf(InquiryResult.Undecided.class);
      plant.pass(Duration.ofDays(1));
      assertThat(plant.ask("t1", 1, 2))
          .isInstanceOfSatisfying(
              InquiryResult.Undecided.class,
              undecided -> assertThat(undecided.detail()).contains("entries 7 to 9 are missing"));
      assertThat(plant.verdict("t1")).isEmpty();
    }
  }

  @Test
  void ensembleThatWasSetUpAnewIsNoProofThatThereWasNoVerdict() {
    try (Plant plant = plant(1)) {
      EnsembleAddress before =
          new EnsembleAddress(
              plant.chroot, new TransactionId("t1"), 1, 2, PLAN, WITHIN, "fedcba9876543210");
      plant.pass(Duration.ofDays(1));
      InquiryResult result = plant.ask(before);
      assertThat(result)
          .isInstanceOfSatisfying(
              InquiryResult.Silence.class,
              silence -> assertThat(silence.detail()).contains("set up anew", LOG));
      assertThat(plant.voted("t1", 1)).isFalse();
    }
  }

  @Test
  void verdictThatCannotBeReadIsNeitherPassedOverNorOverwritten() {
    try (Plant plant = plant(1)) {
      String path = plant.client().paths().verdict(new TransactionId("t1"));
      byte[] foreign = "{}".getBytes(StandardCharsets.UTF_8);
      plant.client().create(path, foreign).join();
      plant.pass(Duration.ofDays(1));
      assertThat(plant.ask("t1", 1, 1))
          .isInstanceOfSatisfying(
              InquiryResult.Silence.class, silence -> assertThat(silence.detail()).contains(path));
      assertThat(((ReadResult.Found) plant.client().readLatest(path).join()).content())
          .isEqualTo(foreign);
    }
  }

  @Test
  void proposalWhoseAnswerIsLostIsReadBackByTheNextInquiry(@TempDir Path folder)
      throws ForeignContentException {
    try (LoneZooKeeper own = LoneZooKeeper.in(folder);
        Plant plant = new Plant(own, "/lockstep", 1)) {
      assertThat(plant.ask("t1", 1, 2)).isInstanceOf(InquiryResult.Undecided.class);
      plant.pass(WITHIN.plus(GRACE));
      // Asked between the look at the votes and the proposal.
      plant.gaps =
          () -> {
            own.freeze();
            return List.of();
          };
      InquiryResult unknown = plant.ask("t1", 1, 2);
      plant.gaps = List::of;
      own.thaw();
      assertThat(unknown)
          .isInstanceOfSatisfying(
              InquiryResult.Silence.class,
              silence -> assertThat(silence.detail()).contains(own.connect()));
      InquiryResult next =
          await()
              .atMost(WAIT)
              .until(
                  () -> plant.ask("t1", 1, 2),
                  result -> !(result instanceof InquiryResult.Silence));
      assertRollback(next);
      assertThat(plant.verdict("t1").orElseThrow().verdict()).isEqualTo(EnsembleVerdict.ROLLBACK);
    }
  }

  @Test
  void withoutAMajorityNothingIsGuessedAndTheServersAreNamed(@TempDir Path folder) {
    try (LoneZooKeeper own = LoneZooKeeper.in(folder);
        Plant plant = new Plant(own, "/lockstep", 2)) {
      assertThat(plant.ask("t1", 1, 2)).isInstanceOf(InquiryResult.Undecided.class);
      own.kill();
      plant.pass(Duration.ofDays(1));
      assertThat(plant.ask("t1", 1, 2))
          .isInstanceOfSatisfying(
              InquiryResult.Silence.class,
              silence -> assertThat(silence.detail()).contains(own.connect()));
      own.restart();
      InquiryResult back =
          await()
              .atMost(WAIT)
              .until(
                  () -> plant.ask("t1", 2, 2),
                  result -> !(result instanceof InquiryResult.Silence));
      assertCommit(back);
    }
  }

  /** One finds all votes while the other, whose clock is ahead, finds that their time is over. */
  @Test
  void gatewaysThatProposeAtTheSameMomentObeyOneVerdict() {
    int transactions = 200;
    try (Plant plant = plant(2)) {
      for (int each = 0; each < transactions; each++) {
        assertThat(plant.ask("t" + each, 1, 2)).isInstanceOf(InquiryResult.Undecided.class);
      }
      plant.pass(WITHIN.plus(GRACE));
      int commits = 0;
      for (int each = 0; each < transactions; each++) {
        String id = "t" + each;
        CompletableFuture<InquiryResult> one =
            CompletableFuture.supplyAsync(() -> plant.ask(id, 1, 2));
        InquiryResult two = plant.ask(id, 2, 2);
        assertThat(one.join().getClass()).isEqualTo(two.getClass());
        commits += two instanceof InquiryResult.Commit ? 1 : 0;
      }
      System.out.printf("inquiries at once: %d commits of %d%n", commits, transactions);
    }
  }
}
