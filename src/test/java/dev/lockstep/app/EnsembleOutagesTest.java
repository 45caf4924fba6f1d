package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.SubmissionResult;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.ensemble.LoneZooKeeper;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads when servers of the ensemble fail, and that no decision is lost by it. */
@TestInstance(Lifecycle.PER_CLASS)
class EnsembleOutagesTest {
  private static final Duration WAIT = Duration.ofSeconds(60);

  private final ScriptedGateways gateways = new ScriptedGateways();
  private LoneZooKeeper server;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = LoneZooKeeper.in(folder);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static String trouble(EnsembleReplica replica) {
    return String.join("; ", replica.coordinator.troubles());
  }

  @Test
  void ensembleThatIsNotThereAtTheStartIsUsedAsSoonAsItComes(@TempDir Path folder)
      throws Exception {
    try (LoneZooKeeper late = LoneZooKeeper.in(folder)) {
      late.kill();
      EnsembleSettings settings = late.settings("connect-max=300ms", "sweep-every=300ms");
      try (EnsembleReplica one = new EnsembleReplica("one", settings, gateways)) {
        await()
            .atMost(WAIT)
            .until(
                () ->
                    trouble(one).contains("no coordination is begun")
                        && trouble(one).contains(late.connect() + " does not listen"));
        assertThat(one.submit(EnsembleReplica.plan("late", "A")).join())
            .isInstanceOfSatisfying(
                SubmissionResult.Unavailable.class,
                answer -> assertThat(answer.detail()).contains(late.connect()));
        assertThat(gateways.calls).doesNotContain("prepare http://a late");
        late.restart();
        await().atMost(WAIT).until(() -> one.coordinator.troubles().isEmpty());
        assertThat(one.submit(EnsembleReplica.plan("late", "A")))
            .succeedsWithin(WAIT)
            .isInstanceOf(SubmissionResult.Ended.class);
      }
    }
  }

  @Test
  void serverThatDiesLaterIsNamedLongBeforeTheNextSweep(@TempDir Path folder) throws Exception {
    try (LoneZooKeeper own = LoneZooKeeper.in(folder);
        EnsembleReplica one =
            new EnsembleReplica("one", own.settings("sweep-every=1h"), gateways)) {
      await().atMost(WAIT).until(() -> one.log.troubles().isEmpty());
      own.kill();
      await().atMost(WAIT).until(() -> trouble(one).contains(own.connect() + " does not listen"));
    }
  }

  @Test
  void frozenServerDelaysTheDecisionAndTurnsNone(@TempDir Path folder) throws Exception {
    try (LoneZooKeeper own = LoneZooKeeper.in(folder);
        EnsembleReplica one =
            new EnsembleReplica(
                "one", own.settings("answer-max=500ms", "sweep-every=300ms"), gateways)) {
      one.way.preparing = new CompletableFuture<>();
      CompletableFuture<SubmissionResult> answer = one.submit(EnsembleReplica.plan("frozen", "A"));
      await().atMost(WAIT).until(() -> gateways.calls.contains("prepare http://b frozen"));
      own.freeze();
      one.way.preparing.complete(null);
      await().atMost(WAIT).until(() -> trouble(one).contains("coordination frozen cannot go on"));
      assertThat(gateways.calls).noneMatch(call -> call.matches("(commit|rollback) .* frozen"));
      // The session is given up by this side, and expires at the other when it wakes.
      await().atMost(WAIT).until(() -> trouble(one).contains("does not answer"));
      own.thaw();
      assertThat(answer).succeedsWithin(WAIT).isInstanceOf(SubmissionResult.Ended.class);
      assertThat(gateways.outcome(EnsembleReplica.A, "frozen")).contains(Outcome.COMMITTED);
      await().atMost(WAIT).until(() -> one.coordinator.troubles().isEmpty());
    }
  }

  @Test
  void serverKilledAtTheDecisionLosesNoneAndDoublesNone(@TempDir Path folder) throws Exception {
    try (LoneZooKeeper own = LoneZooKeeper.in(folder);
        EnsembleReplica one = new EnsembleReplica("one", own.settings("answer-max=1s"), gateways)) {
      for (int round = 0; round < 3; round++) {
        one.way.preparing = new CompletableFuture<>();
        String id = "killed" + round;
        CompletableFuture<SubmissionResult> answer = one.submit(EnsembleReplica.plan(id, "A"));
        await().atMost(WAIT).until(() -> gateways.calls.contains("prepare http://b " + id));
        one.way.preparing.complete(null);
        own.kill();
        own.restart();
        assertThat(answer).succeedsWithin(WAIT).isInstanceOf(SubmissionResult.Ended.class);
        assertThat(gateways.outcome(EnsembleReplica.A, id)).contains(Outcome.COMMITTED);
        assertThat(gateways.outcome(EnsembleReplica.B, id)).contains(Outcome.COMMITTED);
        await().atMost(WAIT).until(() -> one.log.troubles().isEmpty());
      }
    }
  }

  @Test
  void sessionThatExpiresInTheMiddleEndsNothing() throws Exception {
    try (EnsembleReplica one =
            new EnsembleReplica(
                "one", server.settings("chroot=/expiry", "session-timeout=1s"), gateways);
        EnsembleReplica two =
            new EnsembleReplica("two", server.settings("chroot=/expiry"), gateways)) {
      one.way.preparing = new CompletableFuture<>();
      CompletableFuture<SubmissionResult> answer = one.submit(EnsembleReplica.plan("expiry", "A"));
      await().atMost(WAIT).until(() -> gateways.calls.contains("prepare http://b expiry"));
      assertThat(two.log.replicas()).isEqualTo(2);
      server.freeze();
      await().atMost(WAIT).until(() -> !one.log.troubles().isEmpty());
      server.thaw();
      await().atMost(WAIT).until(() -> one.log.troubles().isEmpty());
      await().atMost(WAIT).until(() -> two.log.troubles().isEmpty());
      one.way.preparing.complete(null);
      assertThat(answer).succeedsWithin(WAIT).isInstanceOf(SubmissionResult.Ended.class);
      Coordination end =
          two.coordinator.find(new TransactionId("expiry")).orElseThrow().coordination();
      assertThat(gateways.outcome(EnsembleReplica.A, "expiry"))
          .contains(((Coordination.Ended) end).outcome());
      assertThat(gateways.outcome(EnsembleReplica.B, "expiry"))
          .contains(((Coordination.Ended) end).outcome());
    }
  }

  @Test
  void nameThatCannotBeResolvedAndAServerOfAnotherKindAreToldApart() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (!other.isClosed()) {
                  try (Socket caller = other.accept()) {
                    caller
                        .getOutputStream()
                        .write(
                            "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                  } catch (IOException closed) {
                    return;
                  }
                }
              });
      String here = "127.0.0.1:" + other.getLocalPort();
      String dead = "127.0.0.1:" + FreePorts.lasting();
      EnsembleSettings settings =
          UsualSettings.of(
              EnsembleSettings.class,
              "connect=no-such-host.invalid:2181," + here + "," + dead,
              "connect-max=200ms",
              "session-timeout=1s");
      try (EnsembleReplica one = new EnsembleReplica("one", settings, gateways)) {
        await()
            .atMost(WAIT)
            .until(
                () ->
                    trouble(one).contains("cannot be resolved")
                        && trouble(one).contains(here + " listens, and answers nothing")
                        && trouble(one).contains(dead + " does not listen"));
      }
    }
  }
}
