package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatiosTest {
  private static final DiskSpeed DISK = new DiskSpeed(1000, 1, 2);

  @Test
  void systemsOfOneLevelStandBesideEachOther() {
    var ratios =
        new Ratios(
            List.of(run("lockstep", 32, 300), run("narayana", 32, 100), run("narayana", 8, 50)));

    assertThat(ratios.json())
        .containsExactly(
            Map.of(
                "concurrency",
                32,
                "of",
                "lockstep",
                "to",
                "narayana",
                "tps",
                BenchmarkReport.rounded(3)));
    assertThat(ratios.table().orElseThrow().toString()).contains("3.00").contains("-");
  }

  @Test
  void whereThereIsNobodyBesideNoTargetSpeaksOfHim() {
    var ratios = new Ratios(List.of(run("lockstep", 32, 300)));

    assertThat(ratios.table()).isEmpty();
    assertThat(ratios.targets(DISK))
        .extracting(BenchmarkTarget::what)
        .noneMatch(it -> it.contains("Nara"));
  }

  @Test
  void targetsAreMetOrNotByWhatWasMeasured() {
    var ratios =
        new Ratios(
            List.of(run("lockstep", 1, 100), run("lockstep", 32, 2_100), run("narayana", 32, 430)));

    assertThat(ratios.targets(DISK))
        .extracting(BenchmarkTarget::measured, BenchmarkTarget::met)
        .containsExactly(
            tuple("2100", true),
            tuple("4.9 x", false),
            tuple("0.00", true),
            tuple("0.0 KiB", true),
            tuple("7.0 ms", false));
  }

  private static Run run(String system, int level, int tps) {
    BenchmarkTally tally = new BenchmarkTally();
    for (int each = 0; each < tps; each++) {
      tally.committed(3_000_000, 4_000_000);
    }
    var contender = new Contender(system, "a test", 1, List.of(), List.of(), LibraryDialog::new);
    return Run.of(contender, level)
        .plus(new Load.Result(tally, Duration.ofSeconds(1), Duration.ZERO, 0), Usage.NONE);
  }
}
