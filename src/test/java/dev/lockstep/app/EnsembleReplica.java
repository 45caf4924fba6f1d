package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.UsualSettings;
import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationListener;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.coordinator.CoordinatorPorts;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.coordinator.SubmissionResult;
import dev.lockstep.ensemble.EnsembleClient;
import dev.lockstep.ensemble.EnsemblePorts;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.ensemble.ZooKeeperDecisionLog;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One coordinator on an ensemble, as it is wired, with scripted gateways. */
final class EnsembleReplica implements AutoCloseable {
  static final String A = "http://a";
  static final String B = "http://b";

  private final EnsembleClient client;
  final ZooKeeperDecisionLog<CoordinationRecord> log;
  final Coordinator coordinator;
  final ScriptedGateways.Way way;
  private final SystemTime time = new SystemTime();
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  EnsembleReplica(String name, EnsembleSettings settings, ScriptedGateways gateways)
      throws JournalUnavailableException {
    Random random = new Random();
    this.way = gateways.new Way();
    this.client = EnsembleClient.open(settings);
    this.log =
        opened(
            settings,
            new EnsemblePorts(
                time, time::later, () -> HexFormat.of().toHexDigits(random.nextLong()), name));
    this.coordinator =
        new Coordinator(
            log,
            way,
            UsualSettings.of(CoordinatorSettings.class),
            new CoordinatorPorts(
                time, time::later, workers, random, CoordinationListener.NONE, log::troubles));
    coordinator.start();
  }

  private ZooKeeperDecisionLog<CoordinationRecord> opened(
      EnsembleSettings settings, EnsemblePorts ports) throws JournalUnavailableException {
    try {
      return ZooKeeperDecisionLog.open(
          client, settings, new EnsembleRecords(new PlanDigests()), ports);
    } catch (JournalUnavailableException refused) {
      client.close();
      throw refused;
    }
  }

  CompletableFuture<SubmissionResult> submit(CoordinationPlan plan) {
    return coordinator.submit(plan);
  }

  /** How it ended, once it has. */
  static Outcome outcome(CompletableFuture<SubmissionResult> answer) {
    assertThat(answer).succeedsWithin(ReplicaPair.WAIT).isInstanceOf(SubmissionResult.Ended.class);
    CoordinationRecord record = ((SubmissionResult.Ended) answer.join()).record();
    return ((Coordination.Ended) record.coordination()).outcome();
  }

  static CoordinationPlan plan(String id, String recipe) {
    return plan(id, recipe, Duration.ofSeconds(60));
  }

  static CoordinationPlan plan(String id, String recipe, Duration timeout) {
    return new CoordinationPlan(
        new TransactionId(id),
        List.of(share(A, recipe), share(B, recipe)),
        new CoordinationPlan.Terms(timeout, 3, 4),
        Instant.parse("2026-01-05T06:00:00Z"));
  }

  /** To learn the votes. */
  static CoordinationPlan dryRun(String id) {
    CoordinationPlan plan = plan(id, "A");
    return new CoordinationPlan(
        plan.id(),
        plan.shares(),
        plan.terms(),
        plan.at(),
        CoordinationPlan.Intent.DRY_RUN,
        Optional.empty(),
        Optional.empty());
  }

  private static CoordinationPlan.Share share(String gateway, String recipe) {
    return new CoordinationPlan.Share(
        URI.create(gateway),
        List.of(
            new CoordinationPlan.Wish(
                "press",
                "SetRecipe",
                Map.of("Recipe", recipe, "Force", new BigDecimal("100.0")),
                1)));
  }

  /** It works no more, and is heard of no more: its calls never return, its session ends. */
  void crash() {
    way.preparing = new CompletableFuture<>();
    way.telling = new CompletableFuture<>();
    coordinator.close();
    log.close();
    client.close();
  }

  @Override
  public void close() {
    coordinator.close();
    workers.shutdownNow();
    log.close();
    client.close();
    time.close();
  }
}
