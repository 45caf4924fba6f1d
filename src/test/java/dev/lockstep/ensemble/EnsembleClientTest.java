package dev.lockstep.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.plant.FreePorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The client on a real server: what each result means, and that each operation ends in time. */
@TestInstance(Lifecycle.PER_CLASS)
class EnsembleClientTest {
  private static final Duration WAIT = Duration.ofSeconds(60);

  private LoneZooKeeper server;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = new LoneZooKeeper(folder, List.of("-Dzookeeper.enforceQuota=true"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private EnsembleClient client(String chroot) {
    EnsembleClient client = EnsembleClient.open(server.settings("chroot=" + chroot));
    assertThat(client.firstConnection()).succeedsWithin(WAIT);
    assertThat(client.createChroot().join()).isIn(new WriteResult.Done(), new WriteResult.There());
    return client;
  }

  private static byte[] content(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ReadResult result) {
    assertThat(result).isInstanceOf(ReadResult.Found.class);
    return new String(((ReadResult.Found) result).content(), StandardCharsets.UTF_8);
  }

  @Test
  void firstCreateStandsAndMakesWhatIsAbove() {
    try (EnsembleClient one = client("/a/b");
        EnsembleClient two = client("/a/b")) {
      String path = "/a/b/tx/00/t1";
      assertThat(one.read(path).join()).isEqualTo(new ReadResult.Absent());
      assertThat(one.create(path, content("one")).join()).isEqualTo(new WriteResult.Done());
      assertThat(two.create(path, content("two")).join()).isEqualTo(new WriteResult.There());
      assertThat(text(two.readLatest(path).join())).isEqualTo("one");
      assertThat(two.children("/a/b/tx").join())
          .isEqualTo(new ChildrenResult.Listed(List.of("00")));
    }
  }

  @Test
  void ofManyAtOnceOneCreates() {
    try (EnsembleClient one = client("/race");
        EnsembleClient two = client("/race")) {
      for (int round = 0; round < 20; round++) {
        String path = "/race/tx/01/t" + round;
        CompletableFuture<WriteResult> first = one.create(path, content("one"));
        CompletableFuture<WriteResult> second = two.create(path, content("two"));
        assertThat(List.of(first.join(), second.join()))
            .containsExactlyInAnyOrder(new WriteResult.Done(), new WriteResult.There());
        String stands = first.join() instanceof WriteResult.Done ? "one" : "two";
        assertThat(text(two.readLatest(path).join())).isEqualTo(stands);
      }
    }
  }

  @Test
  void updateComparesTheVersion() {
    try (EnsembleClient client = client("/update")) {
      String path = "/update/x";
      assertThat(client.update(path, content("0"), 0).join()).isEqualTo(new WriteResult.Absent());
      client.create(path, content("0")).join();
      assertThat(client.update(path, content("1"), 0).join()).isEqualTo(new WriteResult.Done());
      assertThat(client.update(path, content("2"), 0).join())
          .isEqualTo(new WriteResult.OtherVersion());
      assertThat(client.delete(path, 0).join()).isEqualTo(new WriteResult.OtherVersion());
      assertThat(client.delete(path, EnsembleClient.ANY_VERSION).join())
          .isEqualTo(new WriteResult.Done());
    }
  }

  @Test
  void severalAreDoneTogetherOrNotAtAll() {
    try (EnsembleClient client = client("/all")) {
      client.create("/all/x", content("0")).join();
      client.create("/all/y", content("0")).join();
      List<WriteStep> wrong =
          List.of(
              new WriteStep.Update("/all/x", content("1"), 0), new WriteStep.Delete("/all/y", 7));
      assertThat(client.all(wrong).join()).isEqualTo(new WriteResult.OtherVersion());
      assertThat(text(client.read("/all/x").join())).isEqualTo("0");
      List<WriteStep> right =
          List.of(
              new WriteStep.Update("/all/x", content("1"), 0), new WriteStep.Delete("/all/y", 0));
      assertThat(client.all(right).join()).isEqualTo(new WriteResult.Done());
      assertThat(client.read("/all/y").join()).isEqualTo(new ReadResult.Absent());
    }
  }

  @Test
  void contentOverWhatAnEnsembleTakesIsRefusedBeforeItIsSent() {
    try (EnsembleClient client = client("/large")) {
      assertThat(client.create("/large/x", new byte[EnsembleClient.CONTENT_MAX]).join())
          .isEqualTo(new WriteResult.Done());
      assertThat(client.create("/large/y", new byte[EnsembleClient.CONTENT_MAX + 1]).join())
          .isInstanceOfSatisfying(
              WriteResult.Refused.class,
              refused -> assertThat(refused.detail()).contains("1,000,001", "1,000,000"));
    }
  }

  @Test
  void missingChrootIsNamedAndNotMade() {
    try (EnsembleClient client = EnsembleClient.open(server.settings("chroot=/never"))) {
      assertThat(client.create("/never/tx/00/t1", content("x")).join())
          .isInstanceOfSatisfying(
              WriteResult.Refused.class,
              refused -> assertThat(refused.detail()).contains("/never", "is not there"));
      assertThat(client.read("/never").join()).isEqualTo(new ReadResult.Absent());
    }
  }

  @Test
  void ephemeralZnodeGoesWithItsSessionAndItsWatchIsCalled() throws Exception {
    try (EnsembleClient watcher = client("/watch")) {
      CountDownLatch gone = new CountDownLatch(1);
      try (EnsembleClient owner = client("/watch")) {
        owner.createEphemeral("/watch/replicas/r1", content("r1")).join();
        assertThat(watcher.watchChildren("/watch/replicas", gone::countDown).join())
            .isEqualTo(new ChildrenResult.Listed(List.of("r1")));
      }
      assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(watcher.children("/watch/replicas").join())
          .isEqualTo(new ChildrenResult.Listed(List.of()));
    }
  }

  @Test
  void operationsOfAnEnsembleThatIsNotThereEndAsNotKnown() {
    EnsembleSettings nobody =
        UsualSettings.of(
            EnsembleSettings.class, "connect=127.0.0.1:" + FreePorts.lasting(), "answer-max=500ms");
    try (EnsembleClient client = EnsembleClient.open(nobody)) {
      for (int each = 0; each < 3; each++) {
        assertThat(client.create("/lockstep/x", content("x")))
            .succeedsWithin(WAIT)
            .isInstanceOf(WriteResult.NotKnown.class);
        assertThat(client.read("/lockstep/x"))
            .succeedsWithin(WAIT)
            .isInstanceOf(ReadResult.NotKnown.class);
      }
      assertThat(client.connected()).isFalse();
    }
  }

  @Test
  void frozenServerMakesOperationsUnknownAndALaterOneFindsWhatBecameOfThem(@TempDir Path folder) {
    try (LoneZooKeeper own = LoneZooKeeper.in(folder);
        EnsembleClient client = EnsembleClient.open(own.settings("answer-max=500ms"))) {
      assertThat(client.firstConnection()).succeedsWithin(WAIT);
      client.createChroot().join();
      client.createEphemeral("/lockstep/replicas/r1", content("r1")).join();
      CountDownLatch again = new CountDownLatch(2); // of now, and after the thaw
      client.onConnected(again::countDown);
      own.freeze();
      WriteResult lost = client.create("/lockstep/x", content("x")).join();
      assertThat(lost).isInstanceOf(WriteResult.NotKnown.class);
      // Long enough for the session to be given up by the client.
      await().atMost(WAIT).until(() -> !client.connected());
      own.thaw();
      await().atMost(WAIT).until(() -> again.getCount() == 0);
      WriteResult repeat =
          await()
              .atMost(WAIT)
              .until(
                  () -> client.create("/lockstep/x", content("x")).join(),
                  result -> !(result instanceof WriteResult.NotKnown));
      assertThat(repeat).isIn(new WriteResult.Done(), new WriteResult.There());
      assertThat(text(client.readLatest("/lockstep/x").join())).isEqualTo("x");
    }
  }

  @Test
  void killedServerThatComesBackIsConnectedAgainAndHasWhatWasDone(@TempDir Path folder) {
    try (LoneZooKeeper own = LoneZooKeeper.in(folder);
        EnsembleClient client = EnsembleClient.open(own.settings())) {
      assertThat(client.firstConnection()).succeedsWithin(WAIT);
      client.createChroot().join();
      assertThat(client.create("/lockstep/x", content("x")).join())
          .isEqualTo(new WriteResult.Done());
      own.kill();
      assertThat(client.create("/lockstep/y", content("y")).join())
          .isInstanceOf(WriteResult.NotKnown.class);
      own.restart();
      await()
          .atMost(WAIT)
          .until(() -> client.read("/lockstep/x").join() instanceof ReadResult.Found);
    }
  }
}
