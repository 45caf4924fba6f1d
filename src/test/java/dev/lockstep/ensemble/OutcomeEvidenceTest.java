package dev.lockstep.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.LogLines;
import dev.lockstep.device.Moment;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Outcomes that gateways received, on a real server. */
@TestInstance(Lifecycle.PER_CLASS)
class OutcomeEvidenceTest {
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final String NARAYANA = "http://tx.plant.example/transaction/1";
  private static final TransactionId ID = new TransactionId("t1");

  private LoneZooKeeper server;
  private int chroots;
  private volatile Instant now = Instant.now();

  @BeforeAll
  void start(@TempDir Path folder) {
    server = LoneZooKeeper.in(folder);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Moment now() {
    return new Moment(now, 0, "run");
  }

  private OutcomeEvidence evidence(EnsembleClient client, EnsembleSettings settings, String name) {
    OutcomeEvidence evidence = new OutcomeEvidence(client, settings, name, this::now);
    evidence.start("0123456789abcdef");
    await().atMost(WAIT).until(() -> evidence.obstacle().isEmpty());
    return evidence;
  }

  private EnsembleSettings settings(LoneZooKeeper of, String... more) {
    List<String> keys = new ArrayList<>(List.of("chroot=/witness-" + ++chroots));
    keys.addAll(List.of(more));
    return of.settings(keys.toArray(String[]::new));
  }

  @Test
  void whatOneReceivedIsEvidenceForAnother() {
    EnsembleSettings settings = settings(server);
    try (EnsembleClient one = EnsembleClient.open(settings);
        EnsembleClient two = EnsembleClient.open(settings)) {
      OutcomeEvidence here = evidence(one, settings, "line-a");
      OutcomeEvidence there = evidence(two, settings, "line-b");
      assertThat(there.find(NARAYANA, ID)).isInstanceOf(OutcomeEvidence.Nothing.class);
      here.received(NARAYANA, ID, EnsembleVerdict.COMMIT, Optional.empty());
      OutcomeEvidence.Result found =
          await()
              .atMost(WAIT)
              .until(() -> there.find(NARAYANA, ID), OutcomeEvidence.Found.class::isInstance);
      OutcomeRecord record = ((OutcomeEvidence.Found) found).record();
      assertThat(record.outcome()).isEqualTo(EnsembleVerdict.COMMIT);
      assertThat(record.gateway()).isEqualTo("line-a");
    }
  }

  @Test
  void sameIdOfAnotherCoordinatorIsAnotherTransaction() {
    EnsembleSettings settings = settings(server);
    try (EnsembleClient client = EnsembleClient.open(settings)) {
      OutcomeEvidence evidence = evidence(client, settings, "line-a");
      evidence.received(NARAYANA, ID, EnsembleVerdict.COMMIT, Optional.empty());
      assertThat(evidence.find("http://mes.plant.example/1", ID))
          .isInstanceOf(OutcomeEvidence.Nothing.class);
    }
  }

  @Test
  void coordinatorThatTellsTwoThingsIsReportedAndTheFirstStays() {
    EnsembleSettings settings = settings(server);
    try (EnsembleClient client = EnsembleClient.open(settings);
        LogLines log = new LogLines("dev.lockstep.ensemble")) {
      OutcomeEvidence one = evidence(client, settings, "line-a");
      OutcomeEvidence two = evidence(client, settings, "line-b");
      one.received(NARAYANA, ID, EnsembleVerdict.COMMIT, Optional.empty());
      two.received(NARAYANA, ID, EnsembleVerdict.ROLLBACK, Optional.empty());
      await()
          .atMost(WAIT)
          .untilAsserted(
              () -> assertThat(log.lines()).anyMatch(line -> line.contains("do not end alike")));
      OutcomeEvidence.Result found = one.find(NARAYANA, ID);
      assertThat(((OutcomeEvidence.Found) found).record().outcome())
          .isEqualTo(EnsembleVerdict.COMMIT);
    }
  }

  @Test
  void frozenAndDeadServersHoldNothingUpAndAreNoEvidence(@TempDir Path folder) {
    try (LoneZooKeeper own = LoneZooKeeper.in(folder)) {
      EnsembleSettings settings = settings(own, "witness-max=50ms", "answer-max=1s");
      try (EnsembleClient client = EnsembleClient.open(settings)) {
        OutcomeEvidence evidence = evidence(client, settings, "line-a");
        own.freeze();
        // The bound is the wait's own; that it returns at all is what is seen here.
        evidence.received(NARAYANA, ID, EnsembleVerdict.COMMIT, Optional.empty());
        assertThat(evidence.find(NARAYANA, ID)).isInstanceOf(OutcomeEvidence.Nothing.class);
        own.kill();
        evidence.received(
            NARAYANA, new TransactionId("t2"), EnsembleVerdict.COMMIT, Optional.empty());
        assertThat(evidence.find(NARAYANA, new TransactionId("t2")))
            .isInstanceOfSatisfying(
                OutcomeEvidence.Nothing.class,
                nothing -> assertThat(nothing.detail()).contains(own.connect()));
      }
    }
  }

  @Test
  void anotherPlantsChrootIsNeitherWrittenNorBelieved() {
    EnsembleSettings settings = settings(server);
    EnsembleSettings other = server.settings("chroot=" + settings.chroot(), "plant=another");
    try (EnsembleClient one = EnsembleClient.open(settings);
        EnsembleClient two = EnsembleClient.open(other)) {
      OutcomeEvidence here = evidence(one, settings, "line-a");
      here.received(NARAYANA, ID, EnsembleVerdict.COMMIT, Optional.empty());
      OutcomeEvidence foreign = new OutcomeEvidence(two, other, "line-x", this::now);
      foreign.start("fedcba9876543210");
      await()
          .atMost(WAIT)
          .until(() -> foreign.obstacle().filter(why -> why.contains("two chroots")).isPresent());
      assertThat(foreign.find(NARAYANA, ID)).isInstanceOf(OutcomeEvidence.Nothing.class);
    }
  }

  @Test
  void outcomesAreSweptWhenTheyAreOldAndNotBefore() {
    EnsembleSettings settings = settings(server, "forgotten-for=1h");
    try (EnsembleClient client = EnsembleClient.open(settings)) {
      OutcomeEvidence evidence = evidence(client, settings, "line-a");
      evidence.received(NARAYANA, ID, EnsembleVerdict.COMMIT, Optional.empty());
      await()
          .atMost(WAIT)
          .until(() -> evidence.find(NARAYANA, ID) instanceof OutcomeEvidence.Found);
      OutcomeSweeper sweeper = new OutcomeSweeper(client, settings, this::now, 0);
      String bucket = EnsemblePaths.bucket(ID);
      assertThat(sweeper.sweep(bucket).join()).isZero();
      now = now.plus(Duration.ofHours(2));
      assertThat(sweeper.sweep(bucket).join()).isEqualTo(1);
      assertThat(evidence.find(NARAYANA, ID)).isInstanceOf(OutcomeEvidence.Nothing.class);
    }
  }
}
