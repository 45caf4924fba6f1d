package dev.lockstep.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A coordination over two gateways: through our coordinator role, its two branches alone, and the
 * same gateways under Narayana; of this package and of another, in turns.
 */
final class Coordinations implements BenchmarkPart {
  static final String WHOLE = "coordination";
  static final String BRANCHES = "branches";
  static final String NARAYANA = "narayana+lockstep";

  private static final int ROUNDS = 4;
  private static final Duration TRACED_TIME = Duration.ofSeconds(3);

  @Override
  public BenchmarkFindings measure(Bed bed) throws IOException, InterruptedException {
    try (CoordinationStands stands = CoordinationStands.start(bed, "coordinations", true)) {
      List<Contender> contenders = stands.contenders();
      BenchmarkOptions.Pace pace = bed.options().pace();
      Rounds rounds = new Rounds(ROUNDS, contenders, pace.devices());
      explain(bed, contenders);
      // From few to many: cold, a crowd would only see how soon who gives up.
      for (int level : pace.levels()) {
        rounds.warmUp(level, pace.warmUp().dividedBy(pace.levels().size()));
      }
      List<Run> runs = new ArrayList<>();
      for (int level : pace.levels()) {
        runs.addAll(rounds.measure(level, pace.measure()));
      }
      Map<String, Map<String, Double>> fsyncs = new LinkedHashMap<>();
      for (int each = 0; each < contenders.size(); each++) {
        fsyncs.put(contenders.get(each).name(), traced(bed, rounds, each, contenders.get(each)));
      }
      return findings(bed.out(), runs, fsyncs);
    }
  }

  private static void explain(Bed bed, List<Contender> contenders) {
    if (bed.narayana().isEmpty()) {
      bed.out().println("Narayana is left out: `make package` brings it.");
    }
    bed.options().other().ifPresent(it -> bed.out().println("DIST: " + it));
    Table table = new Table("system", "a transaction is");
    contenders.forEach(each -> table.row(each.name(), each.counts()));
    table.print(bed.out());
    BenchmarkOptions.Pace pace = bed.options().pace();
    bed.out()
        .printf(
            "%d s for each system and level, in %d turns, after %d s each that are not counted%n%n",
            pace.measure().toSeconds(), ROUNDS, pace.warmUp().toSeconds());
  }

  private static BenchmarkFindings findings(
      PrintStream out, List<Run> runs, Map<String, Map<String, Double>> fsyncs) {
    List<Run> complete =
        runs.stream()
            .map(each -> each.with(seen(each, fsyncs.get(each.contender().name()))))
            .toList();
    CoordinationReport report = new CoordinationReport(complete);
    report.table().print(out);
    report.processors().print(out);
    CoordinationReport.fsyncs(fsyncs).print(out);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("coordinations", complete.stream().map(CoordinationReport::figures).toList());
    json.put("coordinationFsyncsOneAtATime", fsyncs);
    return new BenchmarkFindings(
        json, report.targets(fsyncs), BenchmarkReport.complaints(complete));
  }

  /** Seen one at a time, and said only of that: in a crowd many share one. */
  private static OptionalDouble seen(Run run, Map<String, Double> traced) {
    return run.concurrency() == 1 && !traced.isEmpty()
        ? OptionalDouble.of(
            traced.values().stream().mapToDouble(Double::doubleValue).sum()
                - run.usage().fsyncs() / Math.max(1, run.tally().committed()))
        : OptionalDouble.empty();
  }

  /**
   * What each process makes durable for one transaction, one at a time, seen from outside; after
   * everything is timed. Empty where strace is not there, or may not look.
   */
  private static Map<String, Double> traced(Bed bed, Rounds rounds, int number, Contender contender)
      throws IOException, InterruptedException {
    Map<String, Double> seen = new LinkedHashMap<>();
    if (!StraceCounter.present()) {
      return seen;
    }
    Path folder = Files.createDirectories(bed.folder("coordinations").resolve("strace-" + number));
    Map<String, StraceCounter> traces = new LinkedHashMap<>();
    try {
      for (Server each : contender.processes()) {
        traces.put(each.name(), StraceCounter.of(each, folder));
      }
      int committed = rounds.only(number, 1, TRACED_TIME);
      for (var each : traces.entrySet()) {
        seen.put(each.getKey(), 1.0 * each.getValue().count() / Math.max(1, committed));
      }
    } catch (IOException refused) {
      bed.out().println("fsyncs are not counted: " + refused.getMessage());
      seen.clear();
    } finally {
      traces.values().forEach(StraceCounter::close);
    }
    return seen;
  }
}
