package dev.lockstep.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** What the runs come to beside each other, and beside what was aimed at. */
record Ratios(List<Run> runs) {
  private static final int JUDGED = 32;
  private static final double TPS_AIM = 2_000;
  private static final double RATIO_AIM = 5;
  private static final double FSYNCS_AIM = 0.3;
  private static final double KIB_AIM = 8;
  private static final double ALONE_FSYNCS = 3;
  private static final double ALONE_MILLIS = 3;

  /** What stands beside what. */
  private record Pair(String ours, String theirs) {
    String heading() {
      return ours + " / " + theirs;
    }
  }

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(Stand.LOCKSTEP, Stand.NARAYANA),
          new Pair(Stand.LOCKSTEP, Stand.LIBRARY),
          new Pair(Stand.BOTH_OURS, Stand.NARAYANA),
          new Pair(Stand.MIXED, Stand.NARAYANA));

  Ratios {
    runs = List.copyOf(runs);
  }

  /** Empty where there is nobody to be compared with. */
  Optional<Table> table() {
    if (runs.stream().noneMatch(each -> each.contender().name().equals(Stand.NARAYANA))) {
      return Optional.empty();
    }
    List<String> headings = new ArrayList<>();
    headings.add("transactions/s, at a time");
    PAIRS.forEach(each -> headings.add(each.heading()));
    Table table = new Table(headings.toArray(String[]::new));
    for (int level : levels()) {
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(level));
      PAIRS.forEach(each -> row.add(text(of(each, level))));
      table.row(row.toArray(String[]::new));
    }
    return Optional.of(table);
  }

  List<Map<String, Object>> json() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int level : levels()) {
      for (Pair each : PAIRS) {
        OptionalDouble ratio = of(each, level);
        if (ratio.isPresent()) {
          Map<String, Object> json = new LinkedHashMap<>();
          json.put("concurrency", level);
          json.put("of", each.ours());
          json.put("to", each.theirs());
          json.put("tps", BenchmarkReport.rounded(ratio.getAsDouble()));
          all.add(json);
        }
      }
    }
    return all;
  }

  List<BenchmarkTarget> targets(DiskSpeed disk) {
    List<BenchmarkTarget> targets = new ArrayList<>();
    find(Stand.LOCKSTEP, JUDGED).ifPresent(run -> targets.addAll(atMany(run)));
    find(Stand.LOCKSTEP, 1).ifPresent(run -> targets.add(alone(run, disk)));
    return targets;
  }

  private List<BenchmarkTarget> atMany(Run run) {
    List<BenchmarkTarget> targets = new ArrayList<>();
    targets.add(
        new BenchmarkTarget(
            "durable transactions/s, 32 at a time",
            ">= 2,000",
            words("%.0f", run.tps()),
            run.tps() >= TPS_AIM));
    of(PAIRS.getFirst(), JUDGED)
        .ifPresent(
            ratio ->
                targets.add(
                    new BenchmarkTarget(
                        "that beside Narayana's, 32 at a time",
                        ">= 5 x",
                        words("%.1f x", ratio),
                        ratio >= RATIO_AIM)));
    double fsyncs = run.fsyncsPerTransaction().orElseThrow();
    targets.add(
        new BenchmarkTarget(
            "fsyncs per transaction, 32 at a time",
            "<= 0.3",
            words("%.2f", fsyncs),
            fsyncs <= FSYNCS_AIM));
    double kibibytes = run.bytesPerTransaction() / 1024;
    targets.add(
        new BenchmarkTarget(
            "bytes to disk per transaction, 32 at a time",
            "<= 8 KiB",
            words("%.1f KiB", kibibytes),
            kibibytes <= KIB_AIM));
    return targets;
  }

  private static BenchmarkTarget alone(Run run, DiskSpeed disk) {
    double aim = ALONE_FSYNCS * disk.p50Millis() + ALONE_MILLIS;
    double measured = run.tally().transactions().percentileMillis(50);
    return new BenchmarkTarget(
        "one at a time, p50",
        words("<= 3 fsyncs + 3 ms = %.1f ms", aim),
        words("%.1f ms", measured),
        measured <= aim);
  }

  private OptionalDouble of(Pair pair, int level) {
    Optional<Run> ours = find(pair.ours(), level);
    Optional<Run> theirs = find(pair.theirs(), level).filter(each -> each.tps() > 0);
    return ours.isPresent() && theirs.isPresent()
        ? OptionalDouble.of(ours.get().tps() / theirs.get().tps())
        : OptionalDouble.empty();
  }

  private Optional<Run> find(String name, int level) {
    return runs.stream()
        .filter(each -> each.contender().name().equals(name) && each.concurrency() == level)
        .findAny();
  }

  private TreeSet<Integer> levels() {
    TreeSet<Integer> levels = new TreeSet<>();
    runs.forEach(each -> levels.add(each.concurrency()));
    return levels;
  }

  private static String text(OptionalDouble ratio) {
    return ratio.isPresent() ? words("%.2f", ratio.getAsDouble()) : "-";
  }

  static String words(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
