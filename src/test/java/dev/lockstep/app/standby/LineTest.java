package dev.lockstep.app.standby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.ensemble.LoneZooKeeper;
import dev.lockstep.journal.AuditEntry;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.TlsKeys;
import dev.lockstep.rest.LineAdministration.LineWord;
import dev.lockstep.rest.StandbyViews.LineRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two PCs of a line in one process: real link, real databases, no machines. */
class LineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path certificates;
  private static TlsKeys keys;

  @TempDir private Path folder;
  private int[] ports;
  private LinePc left;
  private LinePc right;

  @BeforeAll
  static void make() {
    keys = new TlsKeys(certificates).makeAuthority("line-ca");
    keys.issue("left", "line-ca", "dns:left");
    keys.issue("right", "line-ca", "dns:right");
  }

  @BeforeEach
  void begin() throws Exception {
    ports = FreePorts.find(2).stream().mapToInt(Integer::intValue).toArray();
    left = pc("left", "right", ports[0], ports[1]);
    assertThat(left.say(LineWord.ALONE, false).taken()).isTrue();
    await().atMost(PATIENCE).until(left::active);
    left.open();
  }

  @AfterEach
  void end() {
    left.close();
    if (right != null) {
      right.close();
    }
  }

  private LinePc pc(String name, String peer, int own, int other) throws Exception {
    return pc(name, peer, new int[] {own, other}, Map.of());
  }

  private LinePc pc(String name, String peer, int[] own, Map<String, String> more)
      throws Exception {
    Path home = Files.createDirectories(folder.resolve(name));
    return new LinePc(home, name, peer, own, keys, more);
  }

  private void pair() throws Exception {
    right = pc("right", "left", ports[1], ports[0]);
    awaitInSync();
  }

  private void awaitInSync() {
    await().atMost(PATIENCE).until(() -> left.view().inSync() && right.view().inSync());
  }

  /** Everything that the record of acts says, as one text. */
  private static String written(LinePc pc) throws Exception {
    return pc.audit().page(Long.MAX_VALUE, 100).stream()
        .map(AuditEntry::body)
        .collect(Collectors.joining());
  }

  @Test
  void whatWasWrittenBeforeAndAfterIsThereWhenTheStandbyTakesOverInOrder() throws Exception {
    left.write("alone");
    pair();
    left.write("together");
    assertThat(right.say(LineWord.TAKE_OVER, false).result()).isEqualTo("BEGUN");
    assertThat(left.ended()).succeedsWithin(PATIENCE).asString().contains("handed over");
    assertThat(left.maySend()).isFalse();
    await().atMost(PATIENCE).until(right::active);
    right.open();
    assertThat(right.maySend()).isTrue();
    assertThat(written(right)).contains("alone", "together");
  }

  @Test
  void aStandbyTakesOverWhenTheActiveOneIsKilledAndItsLeaseIsOver() throws Exception {
    pair();
    left.write("together");
    left.kill();
    assertThat(right.say(LineWord.TAKE_OVER, false).taken()).isTrue();
    assertThat(right.view().role()).isEqualTo(LineRole.TAKING_OVER);
    await().atMost(PATIENCE).until(right::active);
    right.open();
    assertThat(written(right)).contains("together");
    left = pc("left", "right", ports[0], ports[1]);
    await().atMost(PATIENCE).until(() -> left.view().role() == LineRole.STANDBY);
    await().atMost(PATIENCE).until(() -> right.view().inSync());
    right.write("the other way");
  }

  @Test
  void nothingIsCalledDurableWhileTheStandbyIsSilentAndTheProcessEndsWithItsLease()
      throws Exception {
    pair();
    right.kill();
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(
            () -> {
              try {
                left.write("nobody else has it");
              } catch (Exception unknown) {
                throw new AssertionError(unknown);
              }
            });
    assertThat(left.ended()).succeedsWithin(PATIENCE).asString().contains("its lease is over");
    assertThat(left.maySend()).isFalse();
    assertThat(written).failsWithin(PATIENCE);
  }

  @Test
  void aStandbyThatLeavesInOrderLetsTheActiveOneGoOn() throws Exception {
    pair();
    right.stop();
    await().atMost(PATIENCE).until(() -> !left.view().inSync());
    left.write("alone again");
    assertThat(left.maySend()).isTrue();
    assertThat(left.view().leaseLeft()).isEmpty();
  }

  @Test
  void whoIsNotInSyncTakesOverOnlyWhereTheLossIsAccepted() throws Exception {
    right = pc("right", "left", ports[1], ports[0]);
    left.kill();
    assertThat(right.say(LineWord.TAKE_OVER, false).taken()).isFalse();
    assertThat(right.say(LineWord.TAKE_OVER, true).taken()).isTrue();
    await().atMost(PATIENCE).until(right::active);
    right.open();
    right.write("anew");
  }

  @Test
  void theWordOfAStepDownIsInTheRecordOfThePcThatTookOver() throws Exception {
    pair();
    assertThat(left.say(LineWord.STEP_DOWN, false).result()).isEqualTo("BEGUN");
    await().atMost(PATIENCE).until(right::active);
    right.open();
    await().atMost(PATIENCE).until(() -> written(right).contains("step_down"));
    assertThat(written(right)).contains("maria", "the test says so");
  }

  @Test
  void aWordAtAStandbyThatIsKilledBeforeItIsActiveIsRecordedWhenItIs() throws Exception {
    pair();
    left.kill();
    assertThat(right.say(LineWord.TAKE_OVER, false).result()).isEqualTo("BEGUN");
    right.kill();
    right = pc("right", "left", ports[1], ports[0]);
    assertThat(right.say(LineWord.STEP_DOWN, false).taken()).isFalse();
    assertThat(right.say(LineWord.TAKE_OVER, true).taken()).isTrue();
    await().atMost(PATIENCE).until(right::active);
    right.open();
    await().atMost(PATIENCE).until(() -> written(right).contains("\"acceptLoss\":\"true\""));
    assertThat(written(right)).contains("\"acceptLoss\":\"false\"").doesNotContain("step_down");
  }

  @Test
  void aStandbyTakesOverByItselfWhereTheEnsembleKeepsTheLease() throws Exception {
    left.close();
    try (LoneZooKeeper zookeeper =
        new LoneZooKeeper(Files.createDirectories(folder.resolve("zookeeper")), List.of())) {
      Map<String, String> byEnsemble =
          Map.of(
              "lockstep.standby.lease",
              "ZOOKEEPER",
              "lockstep.ensemble.connect",
              zookeeper.connect(),
              "lockstep.journal.path",
              folder.resolve("left-zookeeper.db").toString());
      left = pc("left", "right", ports, byEnsemble);
      assertThat(left.say(LineWord.ALONE, false).taken()).isTrue();
      await().atMost(PATIENCE).until(left::active);
      left.open();
      Map<String, String> other = new HashMap<>(byEnsemble);
      other.put("lockstep.journal.path", folder.resolve("right-zookeeper.db").toString());
      right = pc("right", "left", new int[] {ports[1], ports[0]}, other);
      awaitInSync();
      left.write("together");
      left.kill();
      await().atMost(PATIENCE).until(right::active);
      right.open();
      assertThat(written(right)).contains("together");
    }
  }
}
