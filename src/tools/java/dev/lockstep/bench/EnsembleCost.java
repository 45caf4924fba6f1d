package dev.lockstep.bench;

import dev.lockstep.zookeeper.ZooKeeperEnsemble;
import dev.lockstep.zookeeper.ZooKeeperPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A coordination over two gateways: through one coordinator with SQLite, and through two that share
 * their log on three real ZooKeeper servers; over the same gateways, in turns. Of this package and
 * of another.
 */
final class EnsembleCost implements BenchmarkPart {
  private static final int ROUNDS = 4;

  @Override
  public BenchmarkFindings measure(Bed bed) throws IOException, InterruptedException {
    if (!ZooKeeperEnsemble.possible()) {
      bed.out().println("left out: no ZooKeeper on the class path; `make package` brings it");
      return BenchmarkFindings.NONE;
    }
    Path folder = bed.folder("ensemble");
    // As ZooKeeper is delivered: the tests' servers are content with less.
    ZooKeeperPlan plan =
        ZooKeeperPlan.onLoopback(folder.resolve("servers"))
            .withJvmOptions(
                "-Xmx256m", "-XX:TieredStopAtLevel=4", "-Dzookeeper.preAllocSize=65536");
    List<EnsembleStand> stands = new ArrayList<>();
    try (ZooKeeperEnsemble ensemble = new ZooKeeperEnsemble(plan).start()) {
      stands.add(started(bed, "", folder.resolve("package"), ensemble));
      if (bed.options().other().isPresent()) {
        Bed other = bed.with(bed.options().other().get());
        stands.add(started(other, " (DIST)", folder.resolve("dist"), ensemble));
      }
      return measured(bed, folder, stands);
    } finally {
      stands.forEach(EnsembleStand::close);
    }
  }

  private static EnsembleStand started(
      Bed bed, String label, Path folder, ZooKeeperEnsemble ensemble) throws IOException {
    return EnsembleStand.start(bed, label, Files.createDirectories(folder), ensemble);
  }

  private static BenchmarkFindings measured(Bed bed, Path folder, List<EnsembleStand> stands)
      throws IOException, InterruptedException {
    List<Contender> contenders =
        stands.stream().flatMap(each -> each.contenders().stream()).toList();
    BenchmarkOptions.Pace pace = bed.options().pace();
    explain(bed, contenders);
    Rounds rounds = new Rounds(ROUNDS, contenders, pace.devices());
    // From few to many: cold, a crowd would only see how soon who gives up.
    for (int level : pace.levels()) {
      rounds.warmUp(level, pace.warmUp().dividedBy(pace.levels().size()));
    }
    List<Run> runs = new ArrayList<>();
    for (int level : pace.levels()) {
      runs.addAll(rounds.measure(level, pace.measure()));
    }
    return findings(bed, FsyncTraces.of(bed, folder, rounds, contenders), runs, writes(stands));
  }

  private static void explain(Bed bed, List<Contender> contenders) {
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

  private static Map<String, EnsembleWrites> writes(List<EnsembleStand> stands) throws IOException {
    Map<String, EnsembleWrites> writes = new LinkedHashMap<>();
    for (EnsembleStand each : stands) {
      writes.put(each.label(), each.writes());
    }
    return writes;
  }

  private static BenchmarkFindings findings(
      Bed bed, FsyncTraces fsyncs, List<Run> runs, Map<String, EnsembleWrites> writes) {
    List<Run> complete = fsyncs.complete(runs);
    EnsembleReport report = new EnsembleReport(complete);
    report.table().print(bed.out());
    report.ratios().print(bed.out());
    report.processors().print(bed.out());
    fsyncs.table().print(bed.out());
    writes.forEach(
        (label, each) ->
            bed.out()
                .printf(
                    "writes of each of %d coordinations to the ensemble%s: %s, in %.2f proposals; a commit waits for %.2f of them%n",
                    each.coordinations(),
                    label,
                    CoordinationReport.words(each.each()),
                    each.proposed(),
                    each.onTheWay()));
    return new BenchmarkFindings(
        EnsembleReport.json(complete, writes, fsyncs),
        report.targets(writes),
        BenchmarkReport.complaints(complete));
  }
}
