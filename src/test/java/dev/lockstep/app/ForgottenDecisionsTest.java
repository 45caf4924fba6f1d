package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.ForgetResult;
import dev.lockstep.coordinator.SubmissionResult;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes from an ensemble only by a person's word, and when that word is not enough. */
class ForgottenDecisionsTest {
  private static final Duration WAIT = Duration.ofSeconds(60);

  private final ScriptedGateways gateways = new ScriptedGateways();
  private LoneZooKeeper server;
  private EnsembleClient client;
  private EnsembleReplica replica;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    server = LoneZooKeeper.in(folder);
    EnsembleSettings settings =
        server.settings("sweep-every=100ms", "forgotten-for=1s", "connect-max=60s");
    replica = new EnsembleReplica("one", settings, gateways);
    client = EnsembleClient.open(settings);
  }

  @AfterEach
  void stop() {
    replica.close();
    client.close();
    server.close();
  }

  private static TransactionId id(String text) {
    return new TransactionId(text);
  }

  private Outcome ended(String id) {
    CompletableFuture<SubmissionResult> answer = replica.submit(EnsembleReplica.plan(id, "A"));
    assertThat(answer).succeedsWithin(WAIT).isInstanceOf(SubmissionResult.Ended.class);
    CoordinationRecord record = ((SubmissionResult.Ended) answer.join()).record();
    return ((Coordination.Ended) record.coordination()).outcome();
  }

  private boolean there(String id) {
    return client.readLatest(client.paths().verdict(id(id))).join() instanceof ReadResult.Found;
  }

  private ForgetResult forget(String id, boolean unconfirmed) throws Exception {
    return replica.coordinator.forget(id(id), unconfirmed);
  }

  @Test
  void heuristicEndGoesWhenAPersonHasLookedIntoItAndItIsOldEnough() throws Exception {
    gateways.resolved(EnsembleReplica.B, "mixed", Outcome.HEURISTIC_ROLLBACK);
    gateways.resolved(EnsembleReplica.B, "kept", Outcome.HEURISTIC_ROLLBACK);
    assertThat(ended("mixed")).isEqualTo(Outcome.HEURISTIC_MIXED);
    assertThat(ended("kept")).isEqualTo(Outcome.HEURISTIC_MIXED);
    assertThat(forget("mixed", false)).isEqualTo(new ForgetResult.Forgotten());
    assertThat(forget("mixed", false)).as("again").isEqualTo(new ForgetResult.Forgotten());
    await().atMost(WAIT).until(() -> !there("mixed"));
    assertThat(there("kept")).isTrue();
    assertThat(forget("mixed", false)).isEqualTo(new ForgetResult.Unknown());
  }

  @Test
  void gatewayThatDoesNotKnowItKeepsItUntilThePersonSaysThatThisIsKnown() throws Exception {
    gateways.unknown(EnsembleReplica.B, "lost");
    assertThat(ended("lost")).isEqualTo(Outcome.HEURISTIC_HAZARD);
    assertThat(forget("lost", false))
        .isInstanceOfSatisfying(
            ForgetResult.Unconfirmed.class,
            refused ->
                assertThat(refused.missing())
                    .singleElement()
                    .asString()
                    .contains(EnsembleReplica.B, "does not know it"));
    assertThat(there("lost")).isTrue();
    assertThat(forget("lost", true)).isEqualTo(new ForgetResult.Forgotten());
    await().atMost(WAIT).until(() -> !there("lost"));
  }

  @Test
  void whatGoesOnByItselfIsNotForgottenWhateverThePersonSays() throws Exception {
    replica.way.telling = new CompletableFuture<>();
    CompletableFuture<SubmissionResult> answer = replica.submit(EnsembleReplica.plan("open", "A"));
    await().atMost(WAIT).until(() -> there("open"));
    await()
        .atMost(WAIT)
        .until(
            () ->
                forget("open", true) instanceof ForgetResult.NotEnded(String detail)
                    && detail.contains(EnsembleReplica.A + " has not confirmed it"));
    replica.way.telling.complete(null);
    assertThat(answer).succeedsWithin(WAIT);
    assertThat(gateways.outcome(EnsembleReplica.A, "open")).contains(Outcome.COMMITTED);
  }

  @Test
  void verdictWithoutAPlanGoesWhenThePersonHasSeenThatItsGatewaysEnded() throws Exception {
    TransactionId id = id("planless");
    VerdictRecord verdict =
        new VerdictRecord(
            id,
            PlanDigest.of("nobody knows"),
            EnsembleVerdict.COMMIT,
            List.of(),
            Instant.EPOCH,
            "gateway-a",
            Optional.empty(),
            false);
    assertThat(client.create(client.paths().verdict(id), verdict.encode()))
        .succeedsWithin(WAIT)
        .isEqualTo(new WriteResult.Done());
    await().atMost(WAIT).until(() -> replica.log.planless() == 1);
    assertThat(forget("planless", false))
        .isInstanceOfSatisfying(
            ForgetResult.Unconfirmed.class,
            refused ->
                assertThat(refused.missing().toString()).contains("COMMIT, proposed by gateway-a"));
    assertThat(there("planless")).isTrue();
    assertThat(forget("planless", true)).isEqualTo(new ForgetResult.Forgotten());
    assertThat(replica.coordinator.page(Optional.empty(), "", 10).unreadable()).isEmpty();
    await().atMost(WAIT).until(() -> !there("planless"));
    await().atMost(WAIT).until(() -> replica.log.planless() == 0);
  }
}
