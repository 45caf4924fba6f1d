package dev.lockstep.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The runs of the part coordinations, for people and for programs, and what was aimed at. */
record CoordinationReport(List<Run> runs) {
  private static final List<Integer> JUDGED = List.of(1, 8, 32);
  private static final double PROCESSOR_AIM = 2;
  private static final double RATE_AIM = 2;
  private static final double FSYNCS_AIM = 5;

  CoordinationReport {
    runs = List.copyOf(runs);
  }

  Table table() {
    return BenchmarkReport.table(runs);
  }

  /** Processor time of each process, in seconds for 1,000 transactions. */
  Table processors() {
    Table table = new Table("at a time", "system", "CPU s/1000 tx of each process");
    for (Run each : runs) {
      table.row(
          Integer.toString(each.concurrency()), each.contender().name(), words(processors(each)));
    }
    return table;
  }

  /** Processor time of each process, in seconds for 1,000 transactions. */
  static Map<String, Double> processors(Run run) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    int committed = Math.max(1, run.tally().committed());
    for (Map.Entry<String, Duration> each : run.usage().processors().entrySet()) {
      seconds.put(each.getKey(), each.getValue().toNanos() / 1e6 / committed);
    }
    return seconds;
  }

  static String words(Map<String, Double> values) {
    List<String> all = new ArrayList<>();
    values.forEach((name, value) -> all.add(String.format(Locale.ROOT, "%s %.2f", name, value)));
    return String.join(", ", all);
  }

  static Map<String, Object> figures(Run run) {
    Map<String, Object> json = BenchmarkReport.figures(run);
    json.put("serversSecondsPerThousand", BenchmarkReport.rounded(run.serversSecondsPerThousand()));
    Map<String, Object> each = new LinkedHashMap<>();
    processors(run).forEach((name, value) -> each.put(name, BenchmarkReport.rounded(value)));
    json.put("processSecondsPerThousand", each);
    return json;
  }

  /** Of each package that was measured. */
  List<BenchmarkTarget> targets(Map<String, Map<String, Double>> traced) {
    List<BenchmarkTarget> targets = new ArrayList<>();
    runs.stream()
        .map(run -> run.contender().name())
        .filter(name -> name.startsWith(Coordinations.WHOLE))
        .map(name -> name.substring(Coordinations.WHOLE.length()))
        .distinct()
        .forEach(label -> targets.addAll(targets(label, traced)));
    return targets;
  }

  private List<BenchmarkTarget> targets(String label, Map<String, Map<String, Double>> traced) {
    List<BenchmarkTarget> targets = new ArrayList<>();
    for (int level : JUDGED) {
      Optional<Run> whole = find(Coordinations.WHOLE + label, level);
      Optional<Run> branches = find(Coordinations.BRANCHES + label, level);
      Optional<Run> narayana = find(Coordinations.NARAYANA + label, level);
      if (whole.isPresent() && branches.isPresent()) {
        double ratio =
            whole.get().serversSecondsPerThousand() / branches.get().serversSecondsPerThousand();
        targets.add(
            new BenchmarkTarget(
                "processor time beside its branches', %d at a time%s".formatted(level, label),
                "<= 2 x",
                Ratios.words("%.2f x", ratio),
                ratio <= PROCESSOR_AIM));
      }
      if (whole.isPresent() && narayana.isPresent()) {
        double ratio = whole.get().tps() / narayana.get().tps();
        targets.add(
            new BenchmarkTarget(
                "rate beside Narayana's over the same gateways, %d at a time%s"
                    .formatted(level, label),
                ">= 2 x",
                Ratios.words("%.2f x", ratio),
                ratio >= RATE_AIM));
      }
    }
    Map<String, Double> seen = traced.getOrDefault(Coordinations.WHOLE + label, Map.of());
    if (!seen.isEmpty()) {
      double all = seen.values().stream().mapToDouble(Double::doubleValue).sum();
      targets.add(
          new BenchmarkTarget(
              "fsyncs of all three processes, one at a time" + label,
              "<= 5",
              Ratios.words("%.2f", all),
              all <= FSYNCS_AIM));
    }
    return targets;
  }

  private Optional<Run> find(String name, int level) {
    return runs.stream()
        .filter(each -> each.contender().name().equals(name) && each.concurrency() == level)
        .findAny();
  }
}
