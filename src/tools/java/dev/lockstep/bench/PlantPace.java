package dev.lockstep.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A transaction and a coordination each 10 s, as a plant has them: code that runs so seldom is
 * never compiled. Of this package and of another, in turns; then the same warm.
 */
final class PlantPace implements BenchmarkPart {
  private static final int WARM_LEVEL = 8;

  /**
   * What a transaction leaves to be done after its answer (it is forgotten) is part of its cost.
   */
  private static final Duration AFTERMATH = Duration.ofMillis(400);

  /** One that is measured, calm and warm. */
  private record Line(Contender contender, BenchmarkTally calm, Map<String, Double> cpu) {}

  @Override
  public BenchmarkFindings measure(Bed bed) throws IOException, InterruptedException {
    BenchmarkOptions.Calm calm = bed.options().calm();
    bed.options().other().ifPresent(it -> bed.out().println("DIST: " + it));
    bed.out()
        .printf(
            "one each %d s: %d that are not counted, then %d; then warm, one at a time%n%n",
            calm.every().toSeconds(), calm.count() / 2, calm.count());
    try (CoordinationStands stands = CoordinationStands.start(bed, "pace", false)) {
      List<Contender> contenders = new ArrayList<>();
      for (CoordinationStand each : stands.stands()) {
        contenders.add(each.branch());
        contenders.add(each.whole());
      }
      List<Line> lines = contenders.stream().map(PlantPace::line).toList();
      Rounds rounds = new Rounds(2, contenders, bed.options().pace().devices());
      for (int turn = 0; turn < calm.count() / 2; turn++) {
        turn(rounds, lines, calm, false);
      }
      for (int turn = 0; turn < calm.count(); turn++) {
        turn(rounds, lines, calm, true);
      }
      return findings(bed, rounds, lines);
    }
  }

  private static Line line(Contender contender) {
    return new Line(contender, new BenchmarkTally(), new LinkedHashMap<>());
  }

  private static void turn(
      Rounds rounds, List<Line> lines, BenchmarkOptions.Calm calm, boolean counts)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    for (int number = 0; number < lines.size(); number++) {
      Line each = lines.get(number);
      Map<String, Duration> before = processors(each.contender());
      BenchmarkTally tally = rounds.once(number);
      Thread.sleep(AFTERMATH);
      if (counts) {
        each.calm().addAll(tally);
        processors(each.contender())
            .forEach(
                (name, now) ->
                    each.cpu()
                        .merge(name, now.minus(before.get(name)).toNanos() / 1e6, Double::sum));
      }
    }
    Duration left = calm.every().minusNanos(System.nanoTime() - begun);
    if (left.isPositive()) {
      Thread.sleep(left);
    }
  }

  private static Map<String, Duration> processors(Contender contender) {
    Map<String, Duration> all = new LinkedHashMap<>();
    contender.processes().forEach(each -> all.put(each.name(), each.processor()));
    return all;
  }

  private static BenchmarkFindings findings(Bed bed, Rounds rounds, List<Line> lines)
      throws IOException, InterruptedException {
    rounds.warmUp(WARM_LEVEL, bed.options().pace().warmUp());
    List<Run> warm = rounds.measure(1, bed.options().pace().measure());
    Table table =
        new Table("system", "p50 ms", "CPU ms/tx", "warm p50 ms", "warm CPU ms/tx", "errors");
    List<Map<String, Object>> json = new ArrayList<>();
    List<String> complaints = new ArrayList<>(BenchmarkReport.complaints(warm));
    for (int each = 0; each < lines.size(); each++) {
      Line line = lines.get(each);
      Run run = warm.get(each);
      double p50 = line.calm().transactions().percentileMillis(50);
      double cpu =
          line.cpu().values().stream().mapToDouble(Double::doubleValue).sum()
              / Math.max(1, line.calm().committed());
      double warmP50 = run.tally().transactions().percentileMillis(50);
      table.row(
          line.contender().name(),
          Ratios.words("%.2f", p50),
          Ratios.words("%.1f", cpu),
          Ratios.words("%.2f", warmP50),
          Ratios.words("%.2f", run.serversSecondsPerThousand()),
          Integer.toString(line.calm().failed()));
      line.calm()
          .errors()
          .forEach(
              (kind, count) ->
                  complaints.add(
                      "%s, at a plant's pace: %d x %s"
                          .formatted(line.contender().name(), count, kind)));
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("system", line.contender().name());
      figures.put("everySeconds", bed.options().calm().every().toSeconds());
      figures.put("p50Millis", BenchmarkReport.rounded(p50));
      figures.put("processorMillis", BenchmarkReport.rounded(cpu));
      figures.put("warmP50Millis", BenchmarkReport.rounded(warmP50));
      figures.put("warmProcessorMillis", BenchmarkReport.rounded(run.serversSecondsPerThousand()));
      json.add(figures);
    }
    table.print(bed.out());
    return new BenchmarkFindings(Map.of("pace", json), List.of(), complaints);
  }
}
