package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BenchmarkReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void hasTheFiguresThatEverySystemHas() throws IOException {
    Run run = fourTransactionsInTwoSeconds("narayana", new BenchmarkTally());

    assertThat(figures(run))
        .isEqualTo(
            JSON.readTree(
                """
                {"system": "narayana", "concurrency": 32, "tps": 2.000,
                  "p50Millis": 6.000, "p99Millis": 15.000,
                  "fsyncsPerTransaction": 0.250, "bytesPerTransaction": 2048.250}
                """));
  }

  @Test
  void addsWhatOthersMadeDurableAndSaysNothingWhereNobodyLooked() throws IOException {
    Run run = fourTransactionsInTwoSeconds("narayana", new BenchmarkTally());

    assertThat(figures(run.with(OptionalDouble.of(3))).path("fsyncsPerTransaction").asDouble())
        .isEqualTo(3.25);
    assertThat(figures(run.with(OptionalDouble.empty())).has("fsyncsPerTransaction")).isFalse();
    assertThat(BenchmarkReport.table(List.of(run.with(OptionalDouble.empty()))).toString())
        .contains("      -");
  }

  @Test
  void hasInDetailsWhatTheFiguresComeFrom() {
    JsonNode details =
        JSON.valueToTree(
            BenchmarkReport.details(
                fourTransactionsInTwoSeconds("lockstep", new BenchmarkTally())));

    assertThat(details.path("transactions").asInt()).isEqualTo(4);
    assertThat(details.path("p999Millis").asDouble()).isEqualTo(15);
    assertThat(details.path("beforeCommitP50Millis").asDouble()).isEqualTo(4);
    assertThat(details.path("commitP99Millis").asDouble()).isEqualTo(5);
    assertThat(details.path("appendsPerTransaction").asDouble()).isEqualTo(3);
    assertThat(details.path("serversSecondsPerThousand").asDouble()).isEqualTo(500);
    assertThat(details.path("clientSecondsPerThousand").asDouble()).isEqualTo(100);
  }

  @Test
  void countsErrorsByKindAndNoneOfThemAsTransaction() throws IOException {
    BenchmarkTally tally = new BenchmarkTally();
    tally.failed("PREPARE: 409 {}");
    tally.failed("PREPARE: 409 {}");
    tally.failed("COMMIT: 202 {}");

    Run run = fourTransactionsInTwoSeconds("lockstep", tally);

    assertThat(run.tps()).isEqualTo(2);
    assertThat(run.tally().failed()).isEqualTo(3);
    assertThat(JSON.<JsonNode>valueToTree(BenchmarkReport.details(run)).path("errors"))
        .isEqualTo(JSON.readTree("{\"PREPARE: 409 {}\": 2, \"COMMIT: 202 {}\": 1}"));
    assertThat(BenchmarkReport.complaints(List.of(run)))
        .containsExactlyInAnyOrder(
            "lockstep, 32 at a time: 2 x PREPARE: 409 {}",
            "lockstep, 32 at a time: 1 x COMMIT: 202 {}");
  }

  @Test
  void twoRoundsAreOneRunOfTwiceTheTime() {
    Run once = fourTransactionsInTwoSeconds("lockstep", new BenchmarkTally());

    Run twice = once.plus(once.load(), once.usage());

    assertThat(twice.tally().committed()).isEqualTo(8);
    assertThat(twice.tps()).isEqualTo(2);
    assertThat(twice.fsyncsPerTransaction()).hasValue(0.25);
    assertThat(twice.clientSecondsPerThousand()).isEqualTo(100);
  }

  private static JsonNode figures(Run run) throws IOException {
    // By way of text, so that numbers compare as those of the file do.
    return JSON.readTree(JSON.writeValueAsString(BenchmarkReport.figures(run)));
  }

  static Run fourTransactionsInTwoSeconds(String system, BenchmarkTally tally) {
    tally.committed(10_000_000, 5_000_000);
    tally.committed(4_000_000, 2_000_000);
    tally.committed(4_000_000, 1_000_000);
    tally.committed(4_000_000, 4_000_000);
    var contender = new Contender(system, "a test", 1, List.of(), List.of(), LibraryDialog::new);
    return Run.of(contender, 32)
        .plus(
            new Load.Result(tally, Duration.ofSeconds(2), Duration.ofMillis(400), 0),
            new Usage(12, 1, 8192 + 1, Map.of("server", Duration.ofSeconds(2))));
  }
}
