package dev.lockstep.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A coordination over two gateways: through our coordinator role, its two branches alone, and the
 * same gateways under Narayana; of this package and of another, in turns.
 */
final class Coordinations implements BenchmarkPart {
  static final String WHOLE = "coordination";
  static final String BRANCHES = "branches";
  static final String NARAYANA = "narayana+lockstep";

  private static final int ROUNDS = 4;

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
      return findings(
          bed.out(), runs, FsyncTraces.of(bed, bed.folder("coordinations"), rounds, contenders));
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

  private static BenchmarkFindings findings(PrintStream out, List<Run> runs, FsyncTraces fsyncs) {
    List<Run> complete = fsyncs.complete(runs);
    CoordinationReport report = new CoordinationReport(complete);
    report.table().print(out);
    report.processors().print(out);
    fsyncs.table().print(out);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("coordinations", complete.stream().map(CoordinationReport::figures).toList());
    json.put("coordinationFsyncsOneAtATime", fsyncs.systems());
    return new BenchmarkFindings(
        json, report.targets(fsyncs.systems()), BenchmarkReport.complaints(complete));
  }
}
