package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.ensemble.EnsembleClient;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.ensemble.EnsembleVerdict;
import dev.lockstep.ensemble.PlanDigest;
import dev.lockstep.ensemble.ReadResult;
import dev.lockstep.ensemble.VerdictRecord;
import dev.lockstep.ensemble.WriteResult;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.zookeeper.ZooKeeperEnsemble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A person's word that a decision is over, while servers of its ensemble die. */
@TestInstance(Lifecycle.PER_CLASS)
class DecisionForgetIT {
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Map<String, Object> WORD =
      Map.of("operator", "pat", "reason", "both lines were looked at", "unconfirmed", true);

  private ZooKeeperEnsemble ensemble;
  private GatewayProcess coordinator;
  private EnsembleClient client;

  @BeforeAll
  void start() throws Exception {
    Path folder = Distribution.folder("decision-forget");
    ensemble = ZooKeeperEnsemble.start(folder.resolve("servers"));
    Map<String, String> settings =
        Map.of(
            "lockstep.catalog.profiles",
            Distribution.home().resolve("device-profiles").toString(),
            "lockstep.catalog.devices",
            Files.createDirectories(folder.resolve("no-devices")).toString(),
            "lockstep.coordinator.enabled",
            "true",
            "lockstep.coordinator.log",
            "zookeeper",
            "lockstep.ensemble.connect",
            ensemble.connect());
    coordinator =
        new GatewayProcess(
                new GatewayProcess.Plan(
                    "coordinator",
                    Distribution.home(),
                    folder,
                    FreePorts.find(1).getFirst(),
                    settings))
            .start()
            .awaitReady();
    client =
        EnsembleClient.open(
            UsualSettings.of(EnsembleSettings.class, "connect=" + ensemble.connect()));
  }

  @AfterAll
  void end() {
    client.close();
    coordinator.close();
    ensemble.close();
  }

  @AfterEach
  void all() {
    ensemble.start();
  }

  /** What a gateway has left there whose coordinator died before it had noted the plan. */
  private String decided(String id) {
    VerdictRecord verdict =
        new VerdictRecord(
            new TransactionId(id),
            PlanDigest.of("nobody knows"),
            EnsembleVerdict.COMMIT,
            List.of(),
            Instant.EPOCH,
            "line-a",
            Optional.empty(),
            false);
    await("decision " + id)
        .atMost(WAIT)
        .until(
            () -> client.create(client.paths().verdict(verdict.id()), verdict.encode()).join(),
            new WriteResult.Done()::equals);
    return id;
  }

  /** Whether it may be swept: a majority of the servers says so. */
  private boolean over(String id) throws Exception {
    TransactionId transaction = new TransactionId(id);
    String path = client.paths().verdict(transaction);
    ReadResult.Found found =
        (ReadResult.Found)
            await("decision " + id)
                .atMost(WAIT)
                .until(() -> client.readLatest(path).join(), ReadResult.Found.class::isInstance);
    return VerdictRecord.decode(path, transaction, found.content()).confirmed();
  }

  private Rest.Reply forget(String id) {
    return coordinator.rest().post("/api/v1/coordinations/" + id + "/forget", WORD);
  }

  /** As a person does it who reads the answer: 204 is believed, and 503 is tried again. */
  private void forgetUntilTaken(String id) {
    await("forget " + id)
        .atMost(WAIT)
        .until(
            () -> {
              Rest.Reply reply = forget(id);
              assertThat(reply.status()).as("%s", reply).isIn(204, 503);
              return reply.status() == 204;
            });
  }

  @Test
  void wordIsTakenWhileAServerIsDeadAndGoesForThatDecisionAlone() throws Exception {
    String over = decided("over");
    String kept = decided("kept");
    ensemble.awaitFollower().kill();

    forgetUntilTaken(over);

    assertThat(over(over)).isTrue();
    assertThat(over(kept)).isFalse();
    assertThat(forget(over)).as("again, its answer may be lost").returns(204, Rest.Reply::status);
  }

  @Test
  void wordThatWasTakenStandsAlthoughTheLeaderWasKilled() throws Exception {
    List<String> ids = IntStream.range(0, 12).mapToObj(number -> decided("led-" + number)).toList();
    List<String> taken = new CopyOnWriteArrayList<>();
    FutureTask<Integer> person =
        new FutureTask<>(
            () -> {
              for (String id : ids) {
                forgetUntilTaken(id);
                taken.add(id);
              }
              return taken.size();
            });
    // Not on the common pool: HttpClient completes its answers there.
    Thread.ofVirtual().start(person);
    await()
        .atMost(WAIT)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> taken.size() >= 3 || person.isDone());

    ensemble.awaitLeader().kill();

    assertThat(person.get(WAIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ids.size());
    for (String id : ids) {
      assertThat(over(id)).as(id).isTrue();
    }
  }

  @Test
  void withoutAMajorityTheWordIsRefusedAndItsRepeatIsTakenLater() throws Exception {
    String late = decided("late");
    ensemble.server(1).kill();
    ensemble.server(2).kill();

    assertThat(forget(late)).returns(503, Rest.Reply::status);

    ensemble.start();
    forgetUntilTaken(late);
    assertThat(over(late)).isTrue();
  }
}
