package dev.lockstep.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.ensemble.EnsembleClient;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.ensemble.ZooKeeperLeaseRegister;
import dev.lockstep.standby.LeaseRecord;
import dev.lockstep.standby.LeaseRegister;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A line's lease on three real servers: never two hold it, and it ends with the ensemble. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LineLeaseIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private ZooKeeperEnsemble ensemble;

  @BeforeAll
  void start(@TempDir Path folder) {
    ensemble = ZooKeeperEnsemble.start(folder.resolve("ensemble"));
  }

  @AfterAll
  void end() {
    ensemble.close();
  }

  private EnsembleClient client(String chroot) {
    EnsembleClient client =
        EnsembleClient.open(
            UsualSettings.of(
                EnsembleSettings.class,
                "connect=" + ensemble.connect(),
                "chroot=" + chroot,
                "session-timeout=2s",
                "answer-max=1s"));
    assertThat(client.firstConnection()).succeedsWithin(PATIENCE);
    return client;
  }

  /** Both PCs in one process share its clock, so both can be looked at in one moment. */
  private static final class Watch implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean both = new AtomicBoolean();
    private final Thread thread;

    Watch(LeasePc left, LeasePc right) {
      thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!over.get()) {
                      if (left.holds() && right.holds() && left.holds()) {
                        both.set(true);
                      }
                      Thread.onSpinWait();
                    }
                  });
    }

    boolean sawBoth() {
      return both.get();
    }

    @Override
    public void close() {
      over.set(true);
      try {
        thread.join();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static LeaseRegister begun(EnsembleClient client) {
    LeaseRegister register = new ZooKeeperLeaseRegister(client, "press");
    LeaseRecord first = new LeaseRecord(1, "left", 0, 0, Map.of("right", 1L));
    assertThat(register.write(first, LeaseRegister.ABSENT).join())
        .isEqualTo(new LeaseRegister.Written.Done(0));
    return register;
  }

  @Test
  void anotherTakesOverAfterTheWaitAndNeverTwoHold() throws InterruptedException {
    try (EnsembleClient one = client("/line/pause");
        EnsembleClient two = client("/line/pause")) {
      LeasePc left = new LeasePc("left", "right", begun(one)).begin();
      await().atMost(PATIENCE).until(left::holds);
      LeasePc right =
          new LeasePc("right", "left", new ZooKeeperLeaseRegister(two, "press")).begin();
      try (Watch watch = new Watch(left, right)) {
        left.close();
        await().atMost(PATIENCE).until(right::holds);
        assertThat(left.holds()).isFalse();
        assertThat(right.term()).isGreaterThan(left.term());
        assertThat(watch.sawBoth()).isFalse();
      } finally {
        right.close();
      }
    }
  }

  @Test
  void lineGoesOnOverALeaderThatIsKilledAndEndsWithTheMajority() throws InterruptedException {
    try (EnsembleClient one = client("/line/servers");
        EnsembleClient two = client("/line/servers")) {
      LeasePc left = new LeasePc("left", "right", begun(one)).begin();
      await().atMost(PATIENCE).until(left::holds);
      LeasePc right =
          new LeasePc("right", "left", new ZooKeeperLeaseRegister(two, "press")).begin();
      try (Watch watch = new Watch(left, right)) {
        ZooKeeperProcess leader = ensemble.awaitLeader();
        leader.kill();
        ensemble.awaitLeader();
        await().atMost(PATIENCE).until(() -> left.holds() || right.holds());
        leader.start();
        ensemble.awaitServing();
        ensemble.server(1).pause();
        ensemble.server(2).pause();
        await().atMost(PATIENCE).until(() -> !left.holds() && !right.holds());
        ensemble.server(1).resume();
        ensemble.server(2).resume();
        await().atMost(PATIENCE).until(() -> left.holds() || right.holds());
        assertThat(watch.sawBoth()).isFalse();
      } finally {
        left.close();
        right.close();
      }
    }
  }
}
