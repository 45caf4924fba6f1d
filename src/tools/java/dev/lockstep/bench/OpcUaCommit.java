package dev.lockstep.bench;

import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** 100 nodes on 10 machines committed and verified, beside Milo alone doing the same. */
final class OpcUaCommit implements BenchmarkPart {
  private static final double AIM = 1.3;
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(30);
  private static final int TURN = 25;

  /** So many turns for each that is measured: a JVM takes some thousand calls to be done. */
  private static final int WARM_UP = 4;

  /** A commit is made durable twice: what is meant to be done, and what came of it. */
  private static final int APPENDS = 2;

  @Override
  public BenchmarkFindings measure(Bed bed) throws IOException, InterruptedException {
    Path folder = bed.folder("opcua");
    try (Hall hall = Hall.start(folder);
        GatewayProcess gateway =
            bed.gateway(
                "line",
                folder,
                Map.of("lockstep.catalog.profiles", hall.describe(folder).toString()));
        MiloAlone milo = new MiloAlone(hall)) {
      gateway.start().awaitReady();
      var dialog = new SoleCaller(gateway);
      awaitConnected(dialog);
      int turns = Math.max(1, (int) bed.options().pace().measure().toSeconds());
      // All three JVMs work equally often, so that all have compiled what they need.
      turns(dialog, milo, WARM_UP * turns, new BenchmarkTally(), new Latencies());
      BenchmarkTally ours = new BenchmarkTally();
      Latencies alone = new Latencies();
      Waits before = Waits.of(gateway);
      turns(dialog, milo, turns, ours, alone);
      double append = Waits.of(gateway).meanSince(before);
      dialog.close();
      return findings(bed, ours, alone, append);
    }
  }

  /** How long appends have waited for the disk since the gateway was started. */
  private record Waits(double appends, double seconds) {
    static Waits of(GatewayProcess gateway) throws IOException, InterruptedException {
      Metrics page = Bed.server(gateway).page().orElseThrow();
      return new Waits(
          page.value("lockstep_journal_appends_total"),
          page.value("lockstep_journal_wait_seconds_total"));
    }

    /** Milliseconds for one. */
    double meanSince(Waits before) {
      return 1_000 * (seconds - before.seconds) / (appends - before.appends);
    }
  }

  /** The first votes say ROLLBACK until all machines are connected. */
  private static void awaitConnected(SoleCaller caller) throws IOException {
    long since = System.nanoTime();
    while (true) {
      BenchmarkTally tally = new BenchmarkTally();
      caller.transaction(Hall.commands(1), tally);
      if (tally.failed() == 0) {
        return;
      }
      if (System.nanoTime() - since > CONNECTED_WITHIN.toNanos()) {
        throw new IllegalStateException("no vote for the machines: " + tally.errors());
      }
    }
  }

  private static void turns(
      SoleCaller caller, MiloAlone milo, int turns, BenchmarkTally ours, Latencies alone)
      throws IOException {
    int value = 0;
    for (int turn = 0; turn < turns; turn++) {
      for (int each = 0; each < TURN; each++) {
        caller.transaction(Hall.commands(value += Hall.NODES), ours);
      }
      for (int each = 0; each < TURN; each++) {
        int next = value += Hall.NODES;
        long begun = System.nanoTime();
        milo.set(next);
        alone.add(System.nanoTime() - begun);
      }
    }
  }

  /**
   * @param append how long one waited for the disk, in milliseconds, the mean of all
   */
  private static BenchmarkFindings findings(
      Bed bed, BenchmarkTally ours, Latencies alone, double append) {
    double more = ours.commits().percentileMillis(50) - alone.percentileMillis(50);
    double ratio = ours.commits().percentileMillis(50) / alone.percentileMillis(50);
    Table table = new Table("100 nodes on 10 machines", "times", "p50 ms", "p99", "p99.9");
    Map<String, Latencies> rows = new LinkedHashMap<>();
    rows.put("Milo alone: write, read back", alone);
    rows.put("the gateway's commit", ours.commits());
    rows.put("the gateway's prepare before it", ours.prepares());
    rows.forEach(
        (name, times) -> {
          table.row(
              name,
              Integer.toString(times.count()),
              Ratios.words("%.2f", times.percentileMillis(50)),
              Ratios.words("%.2f", times.percentileMillis(99)),
              Ratios.words("%.2f", times.percentileMillis(99.9)));
        });
    table.print(bed.out());
    bed.out()
        .printf(
            "a commit takes %.2f ms more; the journal's %d appends, %.2f ms each, are among them%n",
            more, APPENDS, append);
    BenchmarkTarget target =
        new BenchmarkTarget(
            "OPC UA: commit of 100 nodes on 10 machines beside Milo alone, p50",
            "<= 1.3 x",
            Ratios.words("%.2f x", ratio),
            ratio <= AIM);
    List<String> complaints =
        ours.errors().entrySet().stream()
            .map(each -> "OPC UA: %d x %s".formatted(each.getValue(), each.getKey()))
            .toList();
    return new BenchmarkFindings(
        Map.of("opcua", json(ours, alone, ratio, append)), List.of(target), complaints);
  }

  private static Map<String, Object> json(
      BenchmarkTally ours, Latencies alone, double ratio, double append) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("miloP50Millis", BenchmarkReport.rounded(alone.percentileMillis(50)));
    json.put("miloP99Millis", BenchmarkReport.rounded(alone.percentileMillis(99)));
    json.put("commitP50Millis", BenchmarkReport.rounded(ours.commits().percentileMillis(50)));
    json.put("commitP99Millis", BenchmarkReport.rounded(ours.commits().percentileMillis(99)));
    json.put("prepareP50Millis", BenchmarkReport.rounded(ours.prepares().percentileMillis(50)));
    json.put("ratio", BenchmarkReport.rounded(ratio));
    json.put("journalAppendMeanMillis", BenchmarkReport.rounded(append));
    return json;
  }
}
