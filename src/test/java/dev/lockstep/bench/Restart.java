package dev.lockstep.bench;

import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A start after SIGKILL with many transactions in doubt, whose coordinator cannot answer yet. */
final class Restart implements Part {
  private static final double AIM_SECONDS = 2;
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final Duration WATCHED = Duration.ofSeconds(5);

  /**
   * One start.
   *
   * @param ready from the start of the process until it says that it is ready: seconds
   * @param vote until its first vote COMMIT: seconds
   */
  private record Start(double ready, double vote) {}

  /**
   * What the coordinator was asked from the second start until some seconds after it was ready.
   *
   * @param live how many were in doubt then
   */
  private record Questions(int count, int atOnce, int live) {}

  @Override
  public Findings measure(Bed bed) throws IOException, InterruptedException {
    int doubts = bed.options().doubts();
    Path folder = bed.folder("restart");
    Fleet fleet = new Fleet(doubts);
    try (CountingCoordinator coordinator = new CountingCoordinator();
        GatewayProcess gateway =
            bed.gateway(
                "line",
                folder,
                Map.of(
                    "lockstep.catalog.profiles", fleet.write(folder).toString(),
                    "lockstep.coordinators.allowed", coordinator.address()))) {
      Start fresh = start(gateway, fleet, "fresh");
      DoubtDialog.prepare(gateway, doubts, () -> new DoubtDialog(fleet, 0, coordinator.address()));
      gateway.kill();
      int before = coordinator.questions();
      Start doubtful = start(gateway, fleet, "doubtful");
      long end = System.nanoTime() + WATCHED.toNanos();
      while (System.nanoTime() - end < 0) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      var questions =
          new Questions(coordinator.questions() - before, coordinator.atOnce(), live(gateway));
      return findings(bed, fresh, doubtful, questions);
    }
  }

  private static Start start(GatewayProcess gateway, Fleet fleet, String id) throws IOException {
    long begun = System.nanoTime();
    gateway.start();
    while (!ready(gateway)) {
      if (System.nanoTime() - begun > READY_WITHIN.toNanos() || !gateway.running()) {
        throw new IllegalStateException("not ready, see " + gateway.plan().log());
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    double ready = (System.nanoTime() - begun) / 1e9;
    try (SoleCaller caller = new SoleCaller(gateway)) {
      String path = "/api/v1/transactions/" + id;
      HttpAnswer vote = caller.ask(Call.post(0, path + "/prepare", fleet.otherCommands(0, 1)));
      double voted = (System.nanoTime() - begun) / 1e9;
      if (!vote.says(200, "vote", "COMMIT")
          || !caller.ask(Call.post(0, path + "/commit", "")).says(200, "outcome", "COMMITTED")) {
        throw new IllegalStateException("the first vote after the start: " + vote);
      }
      return new Start(ready, voted);
    }
  }

  private static int live(GatewayProcess gateway) throws IOException, InterruptedException {
    Metrics page = Bed.server(gateway).page().orElseThrow();
    return (int) page.value("lockstep_transactions_prepared");
  }

  private static boolean ready(GatewayProcess gateway) {
    try {
      return gateway.rest().get("/q/health/ready").status() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private static Findings findings(Bed bed, Start fresh, Start doubtful, Questions questions) {
    String doubts = "%,d".formatted(bed.options().doubts());
    new Table("start with", "ready s", "first vote s", "questions, 5 s after ready", "most at once")
        .row("an empty journal", text(fresh.ready()), text(fresh.vote()), "-", "-")
        .row(
            doubts + " in doubt",
            text(doubtful.ready()),
            text(doubtful.vote()),
            Integer.toString(questions.count()),
            Integer.toString(questions.atOnce()))
        .print(bed.out());
    Target target =
        new Target(
            "ready after a restart with %s in doubt".formatted(doubts),
            "<= 2 s",
            text(doubtful.ready()) + " s",
            doubtful.ready() <= AIM_SECONDS);
    Target storm =
        new Target(
            "questions at once to a coordinator that cannot answer",
            "1: no storm",
            "%d, %d in 5 s".formatted(questions.atOnce(), questions.count()),
            questions.atOnce() <= 1);
    List<String> complaints =
        questions.live() == bed.options().doubts()
            ? List.of()
            : List.of("restart: %d in doubt instead of %s".formatted(questions.live(), doubts));
    return new Findings(
        Map.of("restart", json(bed.options().doubts(), fresh, doubtful, questions)),
        List.of(target, storm),
        complaints);
  }

  private static Map<String, Object> json(
      int doubts, Start fresh, Start doubtful, Questions questions) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("doubts", doubts);
    json.put("freshReadySeconds", Report.rounded(fresh.ready()));
    json.put("freshFirstVoteSeconds", Report.rounded(fresh.vote()));
    json.put("readySeconds", Report.rounded(doubtful.ready()));
    json.put("firstVoteSeconds", Report.rounded(doubtful.vote()));
    json.put("questionsInFiveSeconds", questions.count());
    json.put("questionsAtOnce", questions.atOnce());
    return json;
  }

  private static String text(double seconds) {
    return Ratios.words("%.2f", seconds);
  }
}
