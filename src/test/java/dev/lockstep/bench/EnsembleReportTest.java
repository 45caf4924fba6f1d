package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnsembleReportTest {
  private static final EnsembleWrites ONE_EACH =
      new EnsembleWrites(4, Map.of("tx created", 4, "open created", 4), 8, 0);

  private static final EnsembleWrites NOTHING = new EnsembleWrites(0, Map.of(), 0, 0);

  @Test
  void rateOnTheEnsembleIsJudgedBesideTheOneWithSqliteOfTheSamePackage() {
    EnsembleReport report =
        new EnsembleReport(
            List.of(
                run("sqlite", 8, 100),
                run("ensemble", 8, 10),
                run("sqlite", 32, 100),
                run("ensemble", 32, 75),
                run("sqlite (DIST)", 32, 100),
                run("ensemble (DIST)", 32, 60)));

    assertThat(report.targets(Map.of("", ONE_EACH)))
        .extracting(BenchmarkTarget::what, BenchmarkTarget::measured, BenchmarkTarget::met)
        .containsExactly(
            tuple("rate on the ensemble beside SQLite's, 32 at a time", "0.75 x", true),
            tuple("rate on the ensemble beside SQLite's, 32 at a time (DIST)", "0.60 x", false),
            tuple("ensemble writes that a commit waits for", "1.00", true));
    assertThat(report.ratios().toString()).contains("0.10", "0.75", "(DIST)");
  }

  @Test
  void whereThePartnerIsMissingNothingIsSaidOfTheRate() {
    EnsembleReport report = new EnsembleReport(List.of(run("ensemble", 32, 75)));

    assertThat(report.targets(Map.of())).isEmpty();
  }

  @Test
  void writesBeforeTheVerdictMissTheTarget() {
    EnsembleWrites early = new EnsembleWrites(4, Map.of("tx created", 4, "votes created", 2), 6, 2);

    assertThat(new EnsembleReport(List.of()).targets(Map.of("", early)))
        .extracting(BenchmarkTarget::measured, BenchmarkTarget::met)
        .containsExactly(tuple("1.50", false));
    assertThat(new EnsembleReport(List.of()).targets(Map.of("", NOTHING)))
        .extracting(BenchmarkTarget::met)
        .containsExactly(false);
  }

  @Test
  void processorTimeIsSaidWithAndWithoutTheServersOfTheEnsemble() {
    Usage usage =
        new Usage(
            0,
            0,
            0,
            Map.of(
                "coordinator-1", Duration.ofSeconds(1),
                "zookeeper-1", Duration.ofSeconds(2),
                "zookeeper-2", Duration.ofSeconds(3)));
    Run run = run("ensemble", 32, 1_000).plus(Load.Result.none(), usage);

    Map<String, Object> figures = EnsembleReport.figures(run);

    assertThat(figures)
        .containsEntry("serversSecondsPerThousand", BenchmarkReport.rounded(6))
        .containsEntry("withoutZooKeeperSecondsPerThousand", BenchmarkReport.rounded(1));
  }

  private static Run run(String system, int level, int tps) {
    BenchmarkTally tally = new BenchmarkTally();
    for (int each = 0; each < tps; each++) {
      tally.committed(3_000_000, 4_000_000);
    }
    var contender = new Contender(system, "a test", 2, List.of(), List.of(), LibraryDialog::new);
    return Run.of(contender, level)
        .plus(new Load.Result(tally, Duration.ofSeconds(1), Duration.ZERO, 0), Usage.NONE);
  }
}
