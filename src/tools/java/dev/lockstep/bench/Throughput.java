package dev.lockstep.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Transactions per second: the gateway, and Narayana beside it; then each one's whole two-phase
 * commit, and a Narayana that drives gateways.
 */
final class Throughput implements BenchmarkPart {
  private static final int ROUNDS = 2;
  private static final int TRACED_LEVEL = 4;
  private static final Duration TRACED_TIME = Duration.ofSeconds(2);

  @Override
  public BenchmarkFindings measure(Bed bed) throws IOException, InterruptedException {
    PrintStream out = bed.out();
    if (bed.narayana().isEmpty()) {
      out.println("Narayana is left out: target/narayana is not there; `make package` brings it.");
    }
    try (Stand stand = Stand.start(bed)) {
      List<Contender> contenders = stand.contenders();
      BenchmarkOptions.Pace pace = bed.options().pace();
      Rounds rounds = new Rounds(ROUNDS, contenders, pace.devices());
      explain(out, contenders, pace);
      rounds.warmUp(pace.highest(), pace.warmUp());
      List<Run> runs = new ArrayList<>();
      for (int level : pace.levels()) {
        runs.addAll(rounds.measure(level, pace.measure()));
      }
      Map<String, OptionalDouble> foreign = foreign(bed, rounds, contenders);
      List<Run> complete =
          runs.stream()
              .map(
                  each ->
                      each.with(
                          foreign.getOrDefault(each.contender().name(), each.foreignFsyncs())))
              .toList();
      return findings(bed, complete);
    }
  }

  private static void explain(
      PrintStream out, List<Contender> contenders, BenchmarkOptions.Pace pace) {
    Table table = new Table("system", "a transaction is");
    contenders.forEach(each -> table.row(each.name(), each.counts()));
    table.print(out);
    out.printf(
        "%d s for each system and level, in %d turns, after %d s each that are not counted%n%n",
        pace.measure().toSeconds(), ROUNDS, pace.warmUp().toSeconds());
  }

  private static BenchmarkFindings findings(Bed bed, List<Run> runs) {
    BenchmarkReport.table(runs).print(bed.out());
    Ratios ratios = new Ratios(runs);
    ratios.table().ifPresent(each -> each.print(bed.out()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("runs", runs.stream().map(BenchmarkReport::figures).toList());
    json.put("details", runs.stream().map(BenchmarkReport::details).toList());
    json.put("ratios", ratios.json());
    return new BenchmarkFindings(
        json, ratios.targets(bed.disk()), BenchmarkReport.complaints(runs));
  }

  /** After everything is timed: seen from outside, which slows them down. */
  private static Map<String, OptionalDouble> foreign(
      Bed bed, Rounds rounds, List<Contender> contenders) throws IOException, InterruptedException {
    Map<String, OptionalDouble> foreign = new LinkedHashMap<>();
    for (int each = 0; each < contenders.size(); each++) {
      List<Server> untold =
          contenders.get(each).processes().stream()
              .filter(server -> server.metrics().isEmpty())
              .toList();
      if (untold.isEmpty()) {
        continue;
      }
      if (!StraceCounter.present()) {
        bed.out().println("Narayana's fsyncs are not counted: strace is not installed.");
        contenders.forEach(it -> foreign.put(it.name(), OptionalDouble.empty()));
        foreign.keySet().removeIf(name -> name.startsWith(Stand.LOCKSTEP));
        return foreign;
      }
      foreign.put(contenders.get(each).name(), traced(bed, rounds, each, untold));
    }
    return foreign;
  }

  private static OptionalDouble traced(Bed bed, Rounds rounds, int contender, List<Server> untold)
      throws IOException, InterruptedException {
    List<StraceCounter> traces = new ArrayList<>();
    try {
      for (Server each : untold) {
        traces.add(StraceCounter.of(each, bed.folder("throughput")));
      }
      int committed = rounds.only(contender, TRACED_LEVEL, TRACED_TIME);
      long fsyncs = 0;
      for (StraceCounter each : traces) {
        fsyncs += each.count();
      }
      return OptionalDouble.of(1.0 * fsyncs / Math.max(1, committed));
    } catch (IOException refused) {
      bed.out().println("Narayana's fsyncs are not counted: " + refused.getMessage());
      return OptionalDouble.empty();
    } finally {
      traces.forEach(StraceCounter::close);
    }
  }
}
