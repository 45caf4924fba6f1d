package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void writesTheFiguresThatEverySystemHas(@TempDir Path directory) throws IOException {
    JsonNode json = written(directory, fourTransactionsInTwoSeconds(new Tally()));

    assertThat(json.path("runs"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"system": "lockstep", "concurrency": 32, "tps": 2.000,
                  "p50Millis": 6.000, "p99Millis": 15.000,
                  "fsyncsPerTransaction": 0.250, "bytesPerTransaction": 2048.250}]
                """));
  }

  @Test
  void writesWhatTheFiguresDependOn(@TempDir Path directory) throws IOException {
    JsonNode json = written(directory, fourTransactionsInTwoSeconds(new Tally()));

    assertThat(json.path("machine").asText()).isEqualTo("two cores");
    JsonNode details = json.path("details").path(0);
    assertThat(details.path("transactions").asInt()).isEqualTo(4);
    assertThat(details.path("prepareP50Millis").asDouble()).isEqualTo(4);
    assertThat(details.path("commitP99Millis").asDouble()).isEqualTo(5);
    assertThat(details.path("appendsPerTransaction").asDouble()).isEqualTo(3);
    assertThat(details.path("gatewaySecondsPerThousand").asDouble()).isEqualTo(500);
    assertThat(details.path("clientSecondsPerThousand").asDouble()).isEqualTo(100);
  }

  @Test
  void countsErrorsByKindAndNoneOfThemAsTransaction(@TempDir Path directory) throws IOException {
    Tally tally = new Tally();
    tally.failed("PREPARE: 409 {}");
    tally.failed("PREPARE: 409 {}");
    tally.failed("COMMIT: 202 {}");

    Run run = fourTransactionsInTwoSeconds(tally);

    assertThat(run.tps()).isEqualTo(2);
    assertThat(run.tally().failed()).isEqualTo(3);
    assertThat(written(directory, run).path("details").path(0).path("errors"))
        .isEqualTo(JSON.readTree("{\"PREPARE: 409 {}\": 2, \"COMMIT: 202 {}\": 1}"));
  }

  @Test
  void linesStandUnderTheirHeadings() {
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    Report.headings(out);
    Report.line(out, fourTransactionsInTwoSeconds(new Tally()));

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
                                    prepare+commit        prepare         commit    fsyncs   appends     bytes  gateway   client  others
            at a time       tx/s     p50     p99     p50     p99     p50     p99   per tx   per tx    per tx    s/1000   s/1000       %  errors
                   32          2    6.00   15.00    4.00   10.00    2.00    5.00     0.25     3.00      2048  500.000  100.000       0       0
            """);
  }

  private static JsonNode written(Path directory, Run run) throws IOException {
    Path file = directory.resolve("bench.json");
    new Report(Map.of("machine", "two cores"), List.of(run)).write(file);
    return JSON.readTree(file.toFile());
  }

  private static Run fourTransactionsInTwoSeconds(Tally tally) {
    tally.committed(10_000_000, 5_000_000);
    tally.committed(4_000_000, 2_000_000);
    tally.committed(4_000_000, 1_000_000);
    tally.committed(4_000_000, 4_000_000);
    return new Run(
        32,
        new Load.Result(tally, Duration.ofSeconds(2), Duration.ofMillis(400), 0),
        new Usage(12, 1, 8192 + 1, Duration.ofSeconds(2)));
  }
}
