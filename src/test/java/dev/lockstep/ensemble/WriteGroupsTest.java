package dev.lockstep.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What goes together, and that each write results in what it would have resulted in alone. */
@TestInstance(Lifecycle.PER_CLASS)
class WriteGroupsTest {
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final byte[] CONTENT = "x".getBytes(StandardCharsets.UTF_8);

  private LoneZooKeeper server;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = LoneZooKeeper.in(folder);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** With a bucket that it has seen. */
  private EnsembleClient client(LoneZooKeeper of, String chroot, String... keys) {
    List<String> all = new ArrayList<>(List.of("chroot=" + chroot, "session-timeout=20s"));
    all.addAll(List.of(keys));
    EnsembleClient client = EnsembleClient.open(of.settings(all.toArray(String[]::new)));
    assertThat(client.firstConnection()).succeedsWithin(WAIT);
    client.createChroot().join();
    assertThat(client.create(chroot + "/tx/first", CONTENT).join())
        .isEqualTo(new WriteResult.Done());
    return client;
  }

  private static List<CompletableFuture<WriteResult>> creates(
      EnsembleClient client, String prefix, int number, byte[] content) {
    return IntStream.range(0, number)
        .mapToObj(each -> client.create(prefix + each, content))
        .toList();
  }

  /** The ensemble's number of the proposal that wrote each of them last. */
  private List<Long> proposals(List<String> paths) throws Exception {
    ZooKeeper zoo = new ZooKeeper(server.connect(), 10_000, event -> {});
    try {
      await().atMost(WAIT).until(() -> zoo.getState().isConnected());
      List<Long> all = new ArrayList<>();
      for (String path : paths) {
        all.add(zoo.exists(path, false).getMzxid());
      }
      return all;
    } finally {
      zoo.close();
    }
  }

  @Test
  void whatComesWhileOneIsOnItsWayIsProposedTogether() throws Exception {
    try (EnsembleClient client = client(server, "/together", "answer-max=60s")) {
      server.freeze();
      var answers = creates(client, "/together/tx/t", 50, CONTENT);
      server.thaw();
      assertThat(answers)
          .allSatisfy(
              each -> assertThat(each).succeedsWithin(WAIT).isEqualTo(new WriteResult.Done()));
      List<Long> proposals =
          proposals(IntStream.range(0, 50).mapToObj(each -> "/together/tx/t" + each).toList());
      assertThat(proposals.getFirst()).isLessThan(proposals.get(1));
      assertThat(proposals.subList(1, 50)).containsOnly(proposals.get(1));
    }
  }

  @Test
  void oneThatFailsFailsAloneAndTheOthersAreDoneInTheirOrder() throws Exception {
    try (EnsembleClient client = client(server, "/spoilt", "answer-max=60s")) {
      String there = "/spoilt/tx/there";
      assertThat(client.create(there, CONTENT).join()).isEqualTo(new WriteResult.Done());
      server.freeze();
      var first = client.create("/spoilt/tx/a", CONTENT);
      var before = client.create("/spoilt/tx/b", CONTENT);
      var again = client.create(there, CONTENT);
      var otherVersion = client.update(there, CONTENT, 7);
      var unknown = client.delete("/spoilt/tx/unknown", EnsembleClient.ANY_VERSION);
      var half =
          client.all(
              List.of(
                  new WriteStep.Update(there, CONTENT, 0), new WriteStep.Delete("/spoilt/no", 0)));
      var update = client.update("/spoilt/tx/b", CONTENT, 0);
      var noBucket = client.create("/spoilt/votes/00/v", CONTENT);
      var behind = client.create("/spoilt/tx/c", CONTENT);
      server.thaw();
      assertThat(List.of(first, before, update, noBucket, behind))
          .allSatisfy(
              each -> assertThat(each).succeedsWithin(WAIT).isEqualTo(new WriteResult.Done()));
      assertThat(again).succeedsWithin(WAIT).isEqualTo(new WriteResult.There());
      assertThat(otherVersion).succeedsWithin(WAIT).isEqualTo(new WriteResult.OtherVersion());
      assertThat(unknown).succeedsWithin(WAIT).isEqualTo(new WriteResult.Absent());
      assertThat(half).succeedsWithin(WAIT).isEqualTo(new WriteResult.Absent());
      assertThat(((ReadResult.Found) client.readLatest(there).join()).version()).isZero();
      assertThat(((ReadResult.Found) client.readLatest("/spoilt/tx/b").join()).version())
          .isEqualTo(1);
    }
  }

  @Test
  void groupHasNoMoreThanAPacketTakes() {
    try (EnsembleClient client = client(server, "/large", "answer-max=60s")) {
      server.freeze();
      var answers = creates(client, "/large/tx/t", 12, new byte[300_000]);
      server.thaw();
      assertThat(answers)
          .allSatisfy(
              each -> assertThat(each).succeedsWithin(WAIT).isEqualTo(new WriteResult.Done()));
    }
  }

  @Test
  void whatNobodyWaitsForGoesWithTheNextGroupAndAloneWhereNoneComes() throws Exception {
    try (EnsembleClient client = client(server, "/lazy", "answer-max=60s")) {
      List<String> paths = List.of("/lazy/tx/a", "/lazy/tx/b", "/lazy/tx/c");
      paths.forEach(path -> client.create(path, CONTENT).join());
      assertThat(client.allLazily(List.of(new WriteStep.Update("/lazy/tx/a", CONTENT, 0))))
          .succeedsWithin(WAIT)
          .isEqualTo(new WriteResult.Done());
      server.freeze();
      var alone = client.update("/lazy/tx/a", CONTENT, 1);
      var lazy = client.allLazily(List.of(new WriteStep.Update("/lazy/tx/b", CONTENT, 0)));
      var company = client.update("/lazy/tx/c", CONTENT, 0);
      server.thaw();
      assertThat(List.of(alone, lazy, company))
          .allSatisfy(
              each -> assertThat(each).succeedsWithin(WAIT).isEqualTo(new WriteResult.Done()));
      List<Long> proposals = proposals(paths);
      assertThat(proposals.get(1)).isEqualTo(proposals.get(2)).isGreaterThan(proposals.get(0));
    }
  }

  @Test
  void groupWhoseAnswerIsLostIsNotKnownForAnyOfThemAndALaterOneGoes(@TempDir Path folder)
      throws Exception {
    try (LoneZooKeeper own = LoneZooKeeper.in(folder);
        EnsembleClient client = client(own, "/lost", "answer-max=500ms")) {
      own.freeze();
      assertThat(creates(client, "/lost/tx/t", 20, CONTENT))
          .allSatisfy(
              each ->
                  assertThat(each).succeedsWithin(WAIT).isInstanceOf(WriteResult.NotKnown.class));
      own.thaw();
      for (int each = 0; each < 20; each++) {
        String path = "/lost/tx/t" + each;
        await()
            .atMost(WAIT)
            .until(
                () -> client.create(path, CONTENT).join(),
                result -> !(result instanceof WriteResult.NotKnown));
        assertThat(client.readLatest(path).join()).isInstanceOf(ReadResult.Found.class);
      }
    }
  }
}
