package dev.lockstep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What each process makes durable for one transaction, one at a time, seen from outside.
 *
 * @param systems of each system, its processes by their names; a system without any where nobody
 *     could look
 */
record FsyncTraces(Map<String, Map<String, Double>> systems) {
  private static final Duration TRACED_TIME = Duration.ofSeconds(3);

  FsyncTraces {
    systems = new LinkedHashMap<>(systems);
  }

  /** Looks; after everything is timed. */
  static FsyncTraces of(Bed bed, Path folder, Rounds rounds, List<Contender> contenders)
      throws IOException, InterruptedException {
    Map<String, Map<String, Double>> all = new LinkedHashMap<>();
    for (int each = 0; each < contenders.size(); each++) {
      Path own = Files.createDirectories(folder.resolve("strace-" + each));
      all.put(contenders.get(each).name(), traced(bed, own, rounds, each, contenders.get(each)));
    }
    return new FsyncTraces(all);
  }

  /** Empty where strace is not there, or may not look. */
  private static Map<String, Double> traced(
      Bed bed, Path folder, Rounds rounds, int number, Contender contender)
      throws IOException, InterruptedException {
    Map<String, Double> seen = new LinkedHashMap<>();
    if (!StraceCounter.present()) {
      return seen;
    }
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

  /** The runs with what was seen of them: one at a time, for in a crowd many share one. */
  List<Run> complete(List<Run> runs) {
    return runs.stream().map(each -> each.with(seen(each))).toList();
  }

  private OptionalDouble seen(Run run) {
    Map<String, Double> processes = systems.getOrDefault(run.contender().name(), Map.of());
    return run.concurrency() == 1 && !processes.isEmpty()
        ? OptionalDouble.of(
            processes.values().stream().mapToDouble(Double::doubleValue).sum()
                - run.usage().fsyncs() / Math.max(1, run.tally().committed()))
        : OptionalDouble.empty();
  }

  Table table() {
    Table table = new Table("one at a time", "fsyncs/tx of each process");
    systems.forEach(
        (system, each) -> table.row(system, each.isEmpty() ? "-" : CoordinationReport.words(each)));
    return table;
  }
}
