package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationPlan;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Two coordinators on one real server, with the same scripted gateways. */
final class ReplicaPair implements AutoCloseable {
  static final Duration WAIT = Duration.ofSeconds(60);

  final EnsembleSettings settings;
  final ScriptedGateways gateways = new ScriptedGateways();
  EnsembleReplica one;
  EnsembleReplica two;

  /**
   * Both of them, and nothing in their way.
   *
   * @param chroot of their own, without the first slash
   */
  ReplicaPair(LoneZooKeeper server, String chroot) throws Exception {
    settings =
        server.settings(
            "chroot=/" + chroot,
            "sweep-every=300ms",
            "forgotten-for=1h",
            // A session that expires because this machine is busy is another test's story.
            "session-timeout=20s",
            "connect-max=60s",
            "answer-max=10s");
    one = new EnsembleReplica("one", settings, gateways);
    two = new EnsembleReplica("two", settings, gateways);
    assertThat(one.log.troubles()).isEmpty();
    assertThat(two.log.troubles()).isEmpty();
  }

  /** Until it is prepared for at the first replica, and known as open to the second. */
  void awaitBegun(String id) {
    awaitCall("prepare http://b " + id);
    await().atMost(WAIT).until(() -> two.coordinator.find(new TransactionId(id)).isPresent());
  }

  /** Asks until it has ended, as a caller does that was refused for the moment. */
  static Outcome end(EnsembleReplica replica, CoordinationPlan plan) {
    return await()
                .atMost(WAIT)
                .until(
                    () -> replica.submit(plan).join(),
                    result -> result instanceof SubmissionResult.Ended)
            instanceof SubmissionResult.Ended ended
        ? ((Coordination.Ended) ended.record().coordination()).outcome()
        : Outcome.HEURISTIC_HAZARD;
  }

  void awaitCall(String call) {
    await().atMost(WAIT).until(() -> gateways.calls.contains(call));
  }

  VerdictRecord stands(String id) throws Exception {
    return stands(id, settings);
  }

  static VerdictRecord stands(String id, EnsembleSettings where) throws Exception {
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

  void propose(String id, PlanDigest plan, EnsembleVerdict verdict) {
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

  @Override
  public void close() {
    one.close();
    two.close();
  }
}
