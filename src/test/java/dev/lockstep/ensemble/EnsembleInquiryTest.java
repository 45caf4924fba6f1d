package dev.lockstep.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.transaction.TransactionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

  private GatewaysInDoubt plant(int gateways) {
    return new GatewaysInDoubt(server, "/plant-" + ++chroots, gateways);
  }

  private static void assertCommit(InquiryResult result) {
    assertThat(result).isInstanceOf(InquiryResult.Commit.class);
  }

  private static void assertRollback(InquiryResult result) {
    assertThat(result).isInstanceOf(InquiryResult.Rollback.class);
  }

  @Test
  void allVotesCommitWithoutAnyCoordinator() throws ForeignContentException {
    try (GatewaysInDoubt plant = plant(2)) {
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
    try (GatewaysInDoubt plant = plant(2)) {
      assertThat(plant.ask("t1", 1, 2)).isInstanceOf(InquiryResult.Undecided.class);
      plant.pass(GatewaysInDoubt.WITHIN.plus(GatewaysInDoubt.GRACE).minusMillis(1));
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
      plant.vote("t1", 2, GatewaysInDoubt.PLAN);
      assertRollback(plant.ask("t1", 2, 2));
      assertRollback(plant.ask("t1", 1, 2));
    }
  }

  @Test
  void coordinatorsVerdictIsObeyedAndNoVotePublishedAfterIt() {
    try (GatewaysInDoubt plant = plant(2)) {
      plant.stands("t1", GatewaysInDoubt.PLAN, EnsembleVerdict.COMMIT);
      plant.stands("t2", GatewaysInDoubt.PLAN, EnsembleVerdict.ROLLBACK);
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
    try (GatewaysInDoubt plant = plant(1)) {
      plant.stands("t1", GatewaysInDoubt.OTHER_PLAN, EnsembleVerdict.COMMIT);
      InquiryResult result = plant.ask("t1", 1, 2);
      assertRollback(result);
      assertThat(((InquiryResult.Rollback) result).evidence()).contains("another plan");
    }
  }

  @Test
  void voteForAnotherPlanIsNoneForThisOne() throws ForeignContentException {
    try (GatewaysInDoubt plant = plant(2)) {
      plant.vote("t1", 2, GatewaysInDoubt.OTHER_PLAN);
      assertThat(plant.ask("t1", 1, 2)).isInstanceOf(InquiryResult.Undecided.class);
      assertThat(plant.ask("t1", 2, 2)).isInstanceOf(InquiryResult.Undecided.class);
      plant.pass(GatewaysInDoubt.WITHIN.plus(GatewaysInDoubt.GRACE));
      assertRollback(plant.ask("t1", 2, 2));
      assertThat(plant.verdict("t1").orElseThrow().verdict()).isEqualTo(EnsembleVerdict.ROLLBACK);
    }
  }

  @Test
  void participantThatOnlyReadPublishesNothingSoItIsRolledBack() {
    try (GatewaysInDoubt plant = plant(2)) {
      assertThat(plant.ask("t1", 1, 3)).isInstanceOf(InquiryResult.Undecided.class);
      assertThat(plant.ask("t1", 2, 3)).isInstanceOf(InquiryResult.Undecided.class);
      plant.pass(GatewaysInDoubt.WITHIN.plus(GatewaysInDoubt.GRACE));
      assertRollback(plant.ask("t1", 1, 3));
      assertRollback(plant.ask("t1", 2, 3));
    }
  }

  @Test
  void timeForVotesWithoutEndIsOverAfterADay() {
    try (GatewaysInDoubt plant = plant(1)) {
      EnsembleAddress endless =
          EnsembleAddress.parse(
              plant.address("t1", 1, 2).toString().replace("PT10S", "PT2562047788015215H30M7S"));
      assertThat(plant.ask(endless)).isInstanceOf(InquiryResult.Undecided.class);
      plant.pass(Duration.ofDays(1).plus(GatewaysInDoubt.GRACE));
      assertRollback(plant.ask(endless));
    }
  }

  @Test
  void journalWithAGapProposesNoRollback() throws ForeignContentException {
    try (GatewaysInDoubt plant = plant(1)) {
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
    try (GatewaysInDoubt plant = plant(1)) {
      EnsembleAddress before =
          new EnsembleAddress(
              plant.chroot,
              new TransactionId("t1"),
              1,
              2,
              GatewaysInDoubt.PLAN,
              GatewaysInDoubt.WITHIN,
              "fedcba9876543210",
              Optional.empty());
      plant.pass(Duration.ofDays(1));
      InquiryResult result = plant.ask(before);
      assertThat(result)
          .isInstanceOfSatisfying(
              InquiryResult.Silence.class,
              silence -> assertThat(silence.detail()).contains("set up anew", GatewaysInDoubt.LOG));
      assertThat(plant.voted("t1", 1)).isFalse();
    }
  }

  @Test
  void verdictThatCannotBeReadIsNeitherPassedOverNorOverwritten() {
    try (GatewaysInDoubt plant = plant(1)) {
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
        GatewaysInDoubt plant = new GatewaysInDoubt(own, "/lockstep", 1)) {
      assertThat(plant.ask("t1", 1, 2)).isInstanceOf(InquiryResult.Undecided.class);
      plant.pass(GatewaysInDoubt.WITHIN.plus(GatewaysInDoubt.GRACE));
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
        GatewaysInDoubt plant = new GatewaysInDoubt(own, "/lockstep", 2)) {
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
    try (GatewaysInDoubt plant = plant(2)) {
      for (int each = 0; each < transactions; each++) {
        assertThat(plant.ask("t" + each, 1, 2)).isInstanceOf(InquiryResult.Undecided.class);
      }
      plant.pass(GatewaysInDoubt.WITHIN.plus(GatewaysInDoubt.GRACE));
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
