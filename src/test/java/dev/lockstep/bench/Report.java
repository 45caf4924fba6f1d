package dev.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All runs of one bench, for people and for programs.
 *
 * @param surroundings what the numbers depend on besides the gateway: of any kind that JSON has
 */
record Report(Map<String, Object> surroundings, List<Run> runs) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String HEADINGS =
      """
                              prepare+commit        prepare         commit    fsyncs   appends     bytes  gateway   client  others
      at a time       tx/s     p50     p99     p50     p99     p50     p99   per tx   per tx    per tx    s/1000   s/1000       %  errors
      """;

  Report {
    surroundings = new LinkedHashMap<>(surroundings);
    runs = List.copyOf(runs);
  }

  /**
   * Times in milliseconds; processor time of gateway and load generator in seconds; and how much of
   * the machine was used by others.
   */
  static void headings(PrintStream out) {
    out.print(HEADINGS);
  }

  static void line(PrintStream out, Run run) {
    Tally tally = run.tally();
    out.printf(
        Locale.ROOT,
        "%9d %10.0f %s %s %s %8.2f %8.2f %9.0f %8.3f %8.3f %7.0f %7d%n",
        run.concurrency(),
        run.tps(),
        times(tally.transactions()),
        times(tally.prepares()),
        times(tally.commits()),
        run.fsyncsPerTransaction(),
        run.appendsPerTransaction(),
        run.bytesPerTransaction(),
        run.gatewaySecondsPerThousand(),
        run.clientSecondsPerThousand(),
        100 * run.othersShareOfMachine(),
        tally.failed());
  }

  private static String times(Latencies latencies) {
    return String.format(
        Locale.ROOT, "%7.2f %7.2f", latencies.percentileMillis(50), latencies.percentileMillis(99));
  }

  /** Writes {@code {"runs":[…], …}}. */
  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), json());
  }

  private Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("runs", runs.stream().map(Report::figures).toList());
    json.putAll(surroundings);
    json.put("details", runs.stream().map(Report::details).toList());
    return json;
  }

  /** What every system that is measured this way has. */
  private static Map<String, Object> figures(Run run) {
    Latencies latencies = run.tally().transactions();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("system", "lockstep");
    json.put("concurrency", run.concurrency());
    json.put("tps", rounded(run.tps()));
    json.put("p50Millis", rounded(latencies.percentileMillis(50)));
    json.put("p99Millis", rounded(latencies.percentileMillis(99)));
    json.put("fsyncsPerTransaction", rounded(run.fsyncsPerTransaction()));
    json.put("bytesPerTransaction", rounded(run.bytesPerTransaction()));
    return json;
  }

  private static Map<String, Object> details(Run run) {
    Tally tally = run.tally();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("concurrency", run.concurrency());
    json.put("transactions", tally.committed());
    json.put("errors", tally.errors());
    json.put("prepareP50Millis", rounded(tally.prepares().percentileMillis(50)));
    json.put("prepareP99Millis", rounded(tally.prepares().percentileMillis(99)));
    json.put("commitP50Millis", rounded(tally.commits().percentileMillis(50)));
    json.put("commitP99Millis", rounded(tally.commits().percentileMillis(99)));
    json.put("appendsPerTransaction", rounded(run.appendsPerTransaction()));
    json.put("gatewaySecondsPerThousand", rounded(run.gatewaySecondsPerThousand()));
    json.put("clientSecondsPerThousand", rounded(run.clientSecondsPerThousand()));
    json.put("othersShareOfMachine", rounded(run.othersShareOfMachine()));
    return json;
  }

  static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
  }
}
