package dev.lockstep.bench;

import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A start after SIGKILL with many transactions in doubt, whose coordinator cannot answer yet. */
final class Restart implements BenchmarkPart {
  private static final double AIM_SECONDS = 2;
  private static final Duration WATCHED = Duration.ofSeconds(5);
  private static final String CACHE_OFF = " -XX:AOTMode=off";

  /**
   * What the coordinator was asked from the second start until some seconds after it was ready.
   *
   * @param live how many were in doubt then
   */
  private record Questions(int count, int atOnce, int live) {}

  /**
   * The starts.
   *
   * @param fresh with a journal that is not there yet
   * @param uncached with an empty journal, without the cache of {@code lockstep warm-up}
   * @param empty with an empty journal
   * @param doubtful with the transactions in doubt
   */
  private record Starts(Start fresh, Start uncached, Start empty, Start doubtful) {}

  @Override
  public BenchmarkFindings measure(Bed bed) throws IOException, InterruptedException {
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
      Start fresh = Start.of(gateway, fleet, "fresh");
      gateway.kill();
      Start uncached = uncached(bed, gateway, fleet);
      Start empty = Start.of(gateway, fleet, "empty");
      DoubtDialog.prepare(gateway, doubts, () -> new DoubtDialog(fleet, 0, coordinator.address()));
      gateway.kill();
      int before = coordinator.questions();
      Start doubtful = Start.of(gateway, fleet, "doubtful");
      long end = System.nanoTime() + WATCHED.toNanos();
      while (System.nanoTime() - end < 0) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      var questions =
          new Questions(coordinator.questions() - before, coordinator.atOnce(), live(gateway));
      return findings(bed, new Starts(fresh, uncached, empty, doubtful), questions);
    }
  }

  /** On the same journal, which it leaves behind. */
  private static Start uncached(Bed bed, GatewayProcess like, Fleet fleet) throws IOException {
    try (var gateway = new GatewayProcess(like.plan(), bed.options().jvm() + CACHE_OFF)) {
      return Start.of(gateway, fleet, "uncached");
    }
  }

  private static int live(GatewayProcess gateway) throws IOException, InterruptedException {
    Metrics page = Bed.server(gateway).page().orElseThrow();
    return (int) page.value("lockstep_transactions_prepared");
  }

  private static BenchmarkFindings findings(Bed bed, Starts starts, Questions questions) {
    String doubts = "%,d".formatted(bed.options().doubts());
    Table table = new Table("start with", "ready s", "first vote s", "processor s", "resident MiB");
    row(table, "no journal", starts.fresh());
    row(table, "an empty journal, without the cache", starts.uncached());
    row(table, "an empty journal", starts.empty());
    row(table, doubts + " in doubt", starts.doubtful());
    table.print(bed.out());
    bed.out()
        .printf(
            "questions until 5 s after ready: %d, %d at once%n",
            questions.count(), questions.atOnce());
    BenchmarkTarget target =
        new BenchmarkTarget(
            "ready after a restart with %s in doubt".formatted(doubts),
            "<= 2 s",
            text(starts.doubtful().ready()) + " s",
            starts.doubtful().ready() <= AIM_SECONDS);
    BenchmarkTarget storm =
        new BenchmarkTarget(
            "questions at once to a coordinator that cannot answer",
            "1: no storm",
            "%d, %d in 5 s".formatted(questions.atOnce(), questions.count()),
            questions.atOnce() <= 1);
    List<String> complaints =
        questions.live() == bed.options().doubts()
            ? List.of()
            : List.of("restart: %d in doubt instead of %s".formatted(questions.live(), doubts));
    return new BenchmarkFindings(
        Map.of("restart", json(bed.options().doubts(), starts, questions)),
        List.of(target, storm),
        complaints);
  }

  private static void row(Table table, String what, Start start) {
    table.row(
        what,
        text(start.ready()),
        text(start.vote()),
        text(start.processor()),
        Ratios.words("%.0f", start.resident()));
  }

  private static Map<String, Object> json(int doubts, Starts starts, Questions questions) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("doubts", doubts);
    json.put("fresh", starts.fresh().json());
    json.put("emptyWithoutCache", starts.uncached().json());
    json.put("empty", starts.empty().json());
    json.put("inDoubt", starts.doubtful().json());
    json.put("questionsInFiveSeconds", questions.count());
    json.put("questionsAtOnce", questions.atOnce());
    return json;
  }

  private static String text(double seconds) {
    return Ratios.words("%.2f", seconds);
  }
}
