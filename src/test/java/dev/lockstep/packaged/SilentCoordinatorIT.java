package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.bench.Metrics;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A thousand transactions in doubt about one coordinator: they wait, and make no storm. */
@Tag("fault")
class SilentCoordinatorIT {
  private static final int DOUBTS = 1_000;
  private static final Duration ANSWER_MAX = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Map<String, String> TIMES =
      Map.of(
          "lockstep.coordinators.answer-max", "500ms",
          "lockstep.transactions.doubt-after", "100ms",
          "lockstep.transactions.pause-max", "1s");

  @Test
  void thousandInDoubtAreOneQuestionAtATimeAndEndWhenTheCoordinatorIsBack() throws Exception {
    try (AskedCoordinator coordinator = new AskedCoordinator(AskedCoordinator.Mood.FROZEN);
        Drives line = start(coordinator);
        Web web = line.web()) {
      long begun = System.nanoTime();
      prepare(line, web, coordinator);
      awaitQuestions(coordinator, 4);
      bounded(coordinator, begun);

      line.gateway().kill();
      line.gateway().start().awaitReady();
      assertThat(prepared(line)).isEqualTo(DOUBTS);
      awaitQuestions(coordinator, coordinator.questions() + 2);
      bounded(coordinator, begun);

      coordinator.becomes(AskedCoordinator.Mood.FORGETFUL);
      awaitQuestions(coordinator, coordinator.questions() + DOUBTS);
      assertThat(prepared(line)).as("what was lost is not taken for ABORT").isEqualTo(DOUBTS);

      coordinator.becomes(AskedCoordinator.Mood.WELL);
      await().atMost(PATIENCE).until(() -> prepared(line) == 0);
      assertThat(line.state("t-0")).isEqualTo("ENDED");
      assertThat(line.speed(DOUBTS - 1)).isEqualTo(Integer.toString(DOUBTS - 1));
      assertThat(coordinator.atOnce()).isEqualTo(1);
    }
  }

  private static Drives start(AskedCoordinator coordinator) {
    Map<String, String> settings = new HashMap<>(TIMES);
    settings.put("lockstep.coordinators.allowed", coordinator.address());
    return Drives.start("silent-coordinator", DOUBTS, settings);
  }

  private static void prepare(Drives line, Web web, AskedCoordinator coordinator) throws Exception {
    List<CompletableFuture<HttpResponse<String>>> votes = new ArrayList<>();
    for (int each = 0; each < DOUBTS; each++) {
      String id = "t-" + each;
      String commands = line.fleet().commands(each, each).substring(1);
      String body = "{\"coordinator\":\"" + coordinator.address(id) + "\"," + commands;
      votes.add(web.call(id, "prepare", body));
      if (votes.size() == 100) {
        for (CompletableFuture<HttpResponse<String>> vote : votes) {
          assertThat(vote.get().statusCode()).as(vote.get().body()).isEqualTo(200);
        }
        votes.clear();
      }
    }
  }

  private static void awaitQuestions(AskedCoordinator coordinator, int so) {
    await().atMost(PATIENCE).until(() -> coordinator.questions() >= so);
  }

  /** One that nobody answers takes answer-max, and after it nobody asks for as long again. */
  private static void bounded(AskedCoordinator coordinator, long begun) {
    int asked = coordinator.questions();
    long elapsed = System.nanoTime() - begun;
    // One more for what was under way, and one for each life of the gateway.
    assertThat(asked).isLessThanOrEqualTo((int) (elapsed / (2 * ANSWER_MAX.toNanos())) + 3);
  }

  private static long prepared(Drives line) throws Exception {
    try (Web web = line.web()) {
      Metrics metrics = new Metrics(web.get("/q/metrics").get().body());
      return (long) metrics.value("lockstep_transactions_prepared");
    }
  }
}
