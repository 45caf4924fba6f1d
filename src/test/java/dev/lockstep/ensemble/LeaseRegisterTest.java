package dev.lockstep.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.standby.LeaseRecord;
import dev.lockstep.standby.LeaseRegister;
import dev.lockstep.standby.LeaseRegister.Read;
import dev.lockstep.standby.LeaseRegister.Written;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The register of a line's lease on a real server. */
@TestInstance(Lifecycle.PER_CLASS)
class LeaseRegisterTest {
  private static final Duration WAIT = Duration.ofSeconds(60);

  private LoneZooKeeper server;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = LoneZooKeeper.in(folder);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private EnsembleClient client(String chroot) {
    EnsembleClient client = EnsembleClient.open(server.settings("chroot=" + chroot));
    assertThat(client.firstConnection()).succeedsWithin(WAIT);
    return client;
  }

  private static LeaseRecord lease(String holder, long counter) {
    return new LeaseRecord(3, holder, 1_764_525_600_000L, counter, Map.of("left", 2L));
  }

  @Test
  void recordComesBackAsItWasWritten() {
    try (EnsembleClient client = client("/lease/whole")) {
      LeaseRegister register = new ZooKeeperLeaseRegister(client, "press-4");
      assertThat(register.read().join())
          .isEqualTo(new Read.Known(Optional.empty(), LeaseRegister.ABSENT));
      assertThat(register.write(lease("right", 1), LeaseRegister.ABSENT).join())
          .isEqualTo(new Written.Done(0));
      assertThat(register.read().join())
          .isEqualTo(new Read.Known(Optional.of(lease("right", 1)), 0));
      assertThat(register.write(lease("right", 2), 0).join()).isEqualTo(new Written.Done(1));
      assertThat(register.read().join())
          .isEqualTo(new Read.Known(Optional.of(lease("right", 2)), 1));
    }
  }

  @Test
  void ofTwoThatWriteOverOneVersionOneIsTold() {
    try (EnsembleClient one = client("/lease/race");
        EnsembleClient two = client("/lease/race")) {
      LeaseRegister left = new ZooKeeperLeaseRegister(one, "press");
      LeaseRegister right = new ZooKeeperLeaseRegister(two, "press");
      for (int version = LeaseRegister.ABSENT; version < 20; version++) {
        CompletableFuture<Written> first = left.write(lease("left", version + 1), version);
        CompletableFuture<Written> second = right.write(lease("right", version + 1), version);
        assertThat(List.of(first.join(), second.join()))
            .containsExactlyInAnyOrder(new Written.Done(version + 1), new Written.OtherVersion());
        String holder = first.join() instanceof Written.Done ? "left" : "right";
        assertThat(left.read().join())
            .isEqualTo(new Read.Known(Optional.of(lease(holder, version + 1)), version + 1));
      }
    }
  }

  @Test
  void linesDoNotMeet() {
    try (EnsembleClient client = client("/lease/lines")) {
      LeaseRegister one = new ZooKeeperLeaseRegister(client, "one");
      LeaseRegister two = new ZooKeeperLeaseRegister(client, "two");
      one.write(lease("left", 1), LeaseRegister.ABSENT).join();
      assertThat(two.read().join())
          .isEqualTo(new Read.Known(Optional.empty(), LeaseRegister.ABSENT));
      assertThatThrownBy(() -> new ZooKeeperLeaseRegister(client, "a/b"))
          .hasMessageContaining("A-Za-z0-9._~-")
          .hasMessageContaining("a/b");
      assertThatThrownBy(() -> new ZooKeeperLeaseRegister(client, ".."))
          .hasMessageContaining("is none");
    }
  }

  @Test
  void plantOfACoordinatorMayStandBesideALine() {
    try (EnsembleClient client = client("/lease/plant")) {
      new ZooKeeperLeaseRegister(client, "press")
          .write(lease("left", 1), LeaseRegister.ABSENT)
          .join();
      assertThat(new PlantClaim(client, "plant").claim("0123456789abcdef").join())
          .isInstanceOf(PlantClaim.Ours.class);
    }
  }

  @Test
  void whatIsNoLeaseIsNamedWithItsRemedy() {
    try (EnsembleClient client = client("/lease/foreign")) {
      client.createChroot().join();
      byte[] other = LeaseZnode.encode("other", lease("left", 1));
      client.create("/lease/foreign/lines/press", other).join();
      Read ofAnotherLine = new ZooKeeperLeaseRegister(client, "press").read().join();
      assertThat(ofAnotherLine).isInstanceOf(Read.NotKnown.class);
      assertThat(((Read.NotKnown) ofAnotherLine).why())
          .contains("/lease/foreign/lines/press", "the line other", "lockstep standby alone");
      client.create("/lease/foreign/lines/torn", "{}".getBytes(StandardCharsets.UTF_8)).join();
      assertThat(new ZooKeeperLeaseRegister(client, "torn").read().join())
          .isInstanceOf(Read.NotKnown.class);
    }
  }

  /** What a frozen server was sent is done when it wakes: nobody may say that it was not. */
  @Test
  void writeToAFrozenServerIsUnknownAndIsReadBack(@TempDir Path folder) {
    try (LoneZooKeeper frozen = LoneZooKeeper.in(folder);
        EnsembleClient client = EnsembleClient.open(frozen.settings("answer-max=500ms"))) {
      assertThat(client.firstConnection()).succeedsWithin(WAIT);
      LeaseRegister register = new ZooKeeperLeaseRegister(client, "press");
      register.write(lease("left", 1), LeaseRegister.ABSENT).join();
      frozen.freeze();
      Written unknown = register.write(lease("left", 2), 0).join();
      assertThat(register.read().join()).isInstanceOf(Read.NotKnown.class);
      frozen.thaw();
      assertThat(unknown).isInstanceOf(Written.NotKnown.class);
      await().atMost(WAIT).until(() -> register.read().join() instanceof Read.Known);
      Read.Known there = (Read.Known) register.read().join();
      long counter = there.record().orElseThrow().counter();
      assertThat(there.version()).isEqualTo((int) counter - 1);
      assertThat(counter).isIn(1L, 2L);
    }
  }
}
