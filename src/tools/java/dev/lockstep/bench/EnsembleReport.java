package dev.lockstep.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The runs of the part ensemble, for people and for programs, and what was aimed at. */
record EnsembleReport(List<Run> runs) {
  private static final int JUDGED = 32;
  private static final double RATE_AIM = 0.7;

  EnsembleReport {
    runs = List.copyOf(runs);
  }

  Table table() {
    return BenchmarkReport.table(runs);
  }

  /** In seconds for 1,000 transactions. */
  Table processors() {
    Table table =
        new Table("at a time", "system", "CPU s/1000 tx", "without ZooKeeper's", "of each process");
    for (Run each : runs) {
      table.row(
          Integer.toString(each.concurrency()),
          each.contender().name(),
          Ratios.words("%.2f", each.serversSecondsPerThousand()),
          Ratios.words("%.2f", withoutServers(each)),
          CoordinationReport.words(CoordinationReport.processors(each)));
    }
    return table;
  }

  private static double withoutServers(Run run) {
    return CoordinationReport.processors(run).entrySet().stream()
        .filter(each -> !each.getKey().startsWith(EnsembleStand.SERVER))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** How the rate on the ensemble stands beside the one with SQLite. */
  Table ratios() {
    Table table = new Table("at a time", "ensemble / sqlite", "of the package");
    for (int level : levels()) {
      for (String label : labels()) {
        ratio(label, level)
            .ifPresent(
                ratio ->
                    table.row(
                        Integer.toString(level),
                        Ratios.words("%.2f", ratio),
                        label.isEmpty() ? "this" : label.strip()));
      }
    }
    return table;
  }

  static Map<String, Object> figures(Run run) {
    Map<String, Object> json = CoordinationReport.figures(run);
    json.put("withoutZooKeeperSecondsPerThousand", BenchmarkReport.rounded(withoutServers(run)));
    return json;
  }

  /**
   * Of each package that was measured.
   *
   * @param writes to the ensemble, by the package's label
   */
  List<BenchmarkTarget> targets(Map<String, EnsembleWrites> writes) {
    List<BenchmarkTarget> targets = new ArrayList<>();
    for (String label : labels()) {
      ratio(label, JUDGED)
          .ifPresent(
              ratio ->
                  targets.add(
                      new BenchmarkTarget(
                          "rate on the ensemble beside SQLite's, %d at a time%s"
                              .formatted(JUDGED, label),
                          ">= 0.7 x",
                          Ratios.words("%.2f x", ratio),
                          ratio >= RATE_AIM)));
    }
    writes.forEach(
        (label, each) ->
            targets.add(
                new BenchmarkTarget(
                    "ensemble writes that a commit waits for" + label,
                    "1",
                    Ratios.words("%.2f", each.onTheWay()),
                    each.coordinations() > 0 && each.early() == 0)));
    return targets;
  }

  private TreeSet<Integer> levels() {
    TreeSet<Integer> levels = new TreeSet<>();
    runs.forEach(each -> levels.add(each.concurrency()));
    return levels;
  }

  private List<String> labels() {
    return runs.stream()
        .map(run -> run.contender().name())
        .filter(name -> name.startsWith(EnsembleStand.ENSEMBLE))
        .map(name -> name.substring(EnsembleStand.ENSEMBLE.length()))
        .distinct()
        .toList();
  }

  private Optional<Double> ratio(String label, int level) {
    Optional<Run> alone = find(EnsembleStand.SQLITE + label, level).filter(each -> each.tps() > 0);
    return find(EnsembleStand.ENSEMBLE + label, level)
        .flatMap(shared -> alone.map(each -> shared.tps() / each.tps()));
  }

  private Optional<Run> find(String name, int level) {
    return runs.stream()
        .filter(each -> each.contender().name().equals(name) && each.concurrency() == level)
        .findAny();
  }

  /** For people, and for programs as well: nothing is printed that is not kept. */
  static Map<String, Object> json(
      List<Run> runs, Map<String, EnsembleWrites> writes, FsyncTraces fsyncs) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ensemble", runs.stream().map(EnsembleReport::figures).toList());
    json.put("ensembleFsyncsOneAtATime", fsyncs.systems());
    Map<String, Object> written = new LinkedHashMap<>();
    writes.forEach((label, each) -> written.put(EnsembleStand.ENSEMBLE + label, each.each()));
    json.put("ensembleWritesOfACoordination", written);
    Map<String, Object> proposed = new LinkedHashMap<>();
    writes.forEach((label, each) -> proposed.put(EnsembleStand.ENSEMBLE + label, each.proposed()));
    json.put("ensembleProposalsOfACoordination", proposed);
    return json;
  }
}
