package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.coordinator.SubmissionResult;
import dev.lockstep.ensemble.EnsembleClient;
import dev.lockstep.ensemble.EnsemblePaths;
import dev.lockstep.ensemble.LoneZooKeeper;
import dev.lockstep.ensemble.WriteResult;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.StatsTrack;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.cli.DelQuotaCommand;
import org.apache.zookeeper.cli.SetQuotaCommand;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads when the ensemble, or what is in it, is not as it should be. */
@TestInstance(Lifecycle.PER_CLASS)
class EnsembleTroublesTest {
  private static final Duration WAIT = Duration.ofSeconds(60);

  private final ScriptedGateways gateways = new ScriptedGateways();
  private LoneZooKeeper server;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = new LoneZooKeeper(folder, List.of("-Dzookeeper.enforceQuota=true"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** A bare client, as zkCli is one. */
  private interface ByHand {
    void with(ZooKeeper zoo) throws Exception;
  }

  private void byHand(ByHand work) throws Exception {
    try (EnsembleClient connected = EnsembleClient.open(server.settings("chroot=/by-hand"))) {
      assertThat(connected.firstConnection()).succeedsWithin(WAIT);
    }
    ZooKeeper zoo = new ZooKeeper(server.connect(), 10_000, event -> {});
    try {
      await().atMost(WAIT).until(() -> zoo.getState().isConnected());
      work.with(zoo);
    } finally {
      zoo.close();
    }
  }

  private static byte[] content(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private EnsembleReplica replica(String... keys) throws JournalUnavailableException {
    return new EnsembleReplica("one", server.settings(keys), gateways);
  }

  private static String trouble(EnsembleReplica replica) {
    return String.join("; ", replica.coordinator.troubles());
  }

  @Test
  void chrootOfAnotherPlantIsRefusedAtTheStart() throws Exception {
    try (EnsembleReplica first = replica("chroot=/shared", "plant=Leipzig")) {
      assertThat(first.log.troubles()).isEmpty();
      assertThatThrownBy(() -> replica("chroot=/shared", "plant=Graz"))
          .isInstanceOf(JournalUnavailableException.class)
          .hasMessageContaining("Leipzig")
          .hasMessageContaining("Graz")
          .hasMessageContaining("lockstep.ensemble.chroot");
    }
  }

  @Test
  void chrootOfSomethingElseIsRefusedAtTheStartAndLeftAsItIs() throws Exception {
    byHand(
        zoo -> {
          zoo.create("/kafka", content(""), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
          zoo.create(
              "/kafka/brokers", content(""), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
          assertThatThrownBy(() -> replica("chroot=/kafka"))
              .hasMessageContaining("brokers")
              .hasMessageContaining("lockstep.ensemble.chroot");
          assertThat(zoo.getChildren("/kafka", false)).containsExactly("brokers");
        });
  }

  @Test
  void chrootThatThisClientMayNotWriteIsRefusedAtTheStart() throws Exception {
    byHand(
        zoo ->
            zoo.create(
                "/closed",
                content(""),
                Arrays.asList(
                    new ACL(ZooDefs.Perms.READ, ZooDefs.Ids.ANYONE_ID_UNSAFE),
                    new ACL(ZooDefs.Perms.ALL, new Id("ip", "10.99.99.99"))),
                CreateMode.PERSISTENT));
    assertThatThrownBy(() -> replica("chroot=/closed"))
        .hasMessageContaining("/closed")
        .hasMessageContaining("ACL");
    assertThatThrownBy(() -> replica("chroot=/not-there", "acl=CHROOT"))
        .hasMessageContaining("/not-there")
        .hasMessageContaining("acl=CHROOT");
  }

  @Test
  void newZnodesHaveTheAclOfTheChroot() throws Exception {
    List<ACL> own =
        Arrays.asList(
            new ACL(ZooDefs.Perms.ALL, new Id("ip", "127.0.0.1")),
            new ACL(ZooDefs.Perms.READ, new Id("ip", "10.99.99.99")));
    byHand(
        zoo -> {
          zoo.create("/owned", content(""), own, CreateMode.PERSISTENT);
          try (EnsembleReplica one = replica("chroot=/owned", "acl=CHROOT")) {
            assertThat(one.submit(EnsembleReplica.plan("acl", "A"))).succeedsWithin(WAIT);
            String verdict = new EnsemblePaths("/owned").verdict(new TransactionId("acl"));
            for (String path : List.of("/owned/plant", verdict, "/owned/replicas")) {
              assertThat(zoo.getACL(path, null)).isEqualTo(own);
            }
          }
        });
  }

  @Test
  void planOverTheLimitIsRefusedWithTheLimitAndSize() throws Exception {
    try (EnsembleReplica one = replica("chroot=/plans", "plan-max=1K")) {
      assertThat(one.submit(EnsembleReplica.plan("large", "x".repeat(2_000))).join())
          .isInstanceOfSatisfying(
              SubmissionResult.TooLarge.class,
              large -> assertThat(large.detail()).contains("1,024", "lockstep.ensemble.plan-max"));
      assertThat(gateways.calls).doesNotContain("prepare http://a large");
      await().atMost(WAIT).until(() -> one.coordinator.live() == 0);
      assertThat(one.submit(EnsembleReplica.plan("small", "x"))).succeedsWithin(WAIT);
    }
  }

  @Test
  void foreignContentIsNamedAndNotOverwritten() throws Exception {
    EnsemblePaths paths = new EnsemblePaths("/foreign");
    String verdict = paths.verdict(new TransactionId("odd"));
    try (EnsembleReplica one = replica("chroot=/foreign", "sweep-every=200ms");
        EnsembleClient client = EnsembleClient.open(server.settings("chroot=/foreign"))) {
      assertThat(client.create(verdict, content("COMMIT!")).join())
          .isEqualTo(new WriteResult.Done());
      assertThat(one.submit(EnsembleReplica.plan("odd", "A")).join())
          .isInstanceOfSatisfying(
              SubmissionResult.Unavailable.class,
              answer -> assertThat(answer.detail()).contains(verdict));
      assertThatThrownBy(() -> one.coordinator.find(new TransactionId("odd")))
          .hasMessageContaining(verdict);
      assertThat(one.coordinator.page(Optional.empty(), "", 10).unreadable())
          .anyMatch(each -> each.contains(verdict));
      assertThat(gateways.calls).noneMatch(call -> call.endsWith(" odd"));

      String note = paths.open(new TransactionId("note"));
      client.create(note, content("mine")).join();
      await().atMost(WAIT).until(() -> trouble(one).contains(note));
      byHand(
          zoo -> {
            assertThat(zoo.getData(verdict, false, null)).isEqualTo(content("COMMIT!"));
            assertThat(zoo.getData(note, false, null)).isEqualTo(content("mine"));
            zoo.delete(note, -1);
          });
      await().atMost(WAIT).until(() -> !trouble(one).contains(note));
    }
  }

  @Test
  void decisionThatSomebodyTurnsByHandIsNotFollowed() throws Exception {
    try (EnsembleReplica one = replica("chroot=/turned")) {
      one.way.telling = new CompletableFuture<>();
      CompletableFuture<SubmissionResult> answer = one.submit(EnsembleReplica.plan("turned", "A"));
      String path = new EnsemblePaths("/turned").verdict(new TransactionId("turned"));
      byHand(
          zoo -> {
            await().atMost(WAIT).until(() -> zoo.exists(path, false) != null);
            zoo.setData(path, content("ROLLBACK"), -1);
            one.way.telling.complete(null);
            await().atMost(WAIT).until(() -> trouble(one).contains(path));
            assertThat(zoo.getData(path, false, null)).isEqualTo(content("ROLLBACK"));
            // Put away by an operator: then the decision is written once more.
            zoo.delete(path, -1);
          });
      assertThat(answer).succeedsWithin(WAIT).isInstanceOf(SubmissionResult.Ended.class);
      assertThat(gateways.outcome(EnsembleReplica.A, "turned")).contains(Outcome.COMMITTED);
      assertThat(gateways.calls).doesNotContain("rollback http://a turned");
    }
  }

  @Test
  void quotaThatIsUsedUpIsNamedAndTheDecisionWaits() throws Exception {
    try (EnsembleReplica one = replica("chroot=/quota", "sweep-every=300ms")) {
      assertThat(one.submit(EnsembleReplica.plan("before", "A"))).succeedsWithin(WAIT);
      byHand(
          zoo -> {
            StatsTrack limit = new StatsTrack();
            limit.setCountHardLimit(1);
            SetQuotaCommand.createQuota(zoo, "/quota", limit);
            CompletableFuture<SubmissionResult> answer =
                one.submit(EnsembleReplica.plan("over", "A"));
            await().atMost(WAIT).until(() -> trouble(one).contains("quota"));
            assertThat(gateways.calls).noneMatch(call -> call.matches("commit .* over"));
            assertThat(answer).isNotDone();
            assertThat(one.submit(EnsembleReplica.plan("next", "A")).join())
                .isInstanceOf(SubmissionResult.Unavailable.class);
            DelQuotaCommand.delQuota(zoo, "/quota", limit);
            assertThat(answer).succeedsWithin(WAIT).isInstanceOf(SubmissionResult.Ended.class);
          });
      assertThat(gateways.outcome(EnsembleReplica.A, "over")).contains(Outcome.COMMITTED);
      await().atMost(WAIT).until(() -> one.coordinator.troubles().isEmpty());
    }
  }
}
