package dev.lockstep.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Runs, for people and for programs. */
final class BenchmarkReport {
  private static final double TOO_BUSY = 0.9;

  private BenchmarkReport() {}

  /**
   * Times in milliseconds; processor time of the servers and of the load generator in seconds; and
   * how much of the machine was used by others.
   */
  static Table table(List<Run> runs) {
    Table table =
        new Table(
            "at a time",
            "system",
            "tx/s",
            "p50 ms",
            "p99",
            "p99.9",
            "CPU s/1000 tx",
            "client",
            "fsyncs/tx",
            "bytes/tx",
            "others %",
            "errors");
    for (Run each : runs) {
      Latencies times = each.tally().transactions();
      table.row(
          Integer.toString(each.concurrency()),
          each.contender().name(),
          text("%.0f", each.tps()),
          text("%.2f", times.percentileMillis(50)),
          text("%.2f", times.percentileMillis(99)),
          text("%.2f", times.percentileMillis(99.9)),
          text("%.3f", each.serversSecondsPerThousand()),
          text("%.3f", each.clientSecondsPerThousand()),
          each.fsyncsPerTransaction().isPresent()
              ? text("%.2f", each.fsyncsPerTransaction().getAsDouble())
              : "-",
          text("%.0f", each.bytesPerTransaction()),
          text("%.0f", 100 * each.othersShareOfMachine()),
          Integer.toString(each.tally().failed()));
    }
    return table;
  }

  /** What every system that is measured this way has. */
  static Map<String, Object> figures(Run run) {
    Latencies latencies = run.tally().transactions();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("system", run.contender().name());
    json.put("concurrency", run.concurrency());
    json.put("tps", rounded(run.tps()));
    json.put("p50Millis", rounded(latencies.percentileMillis(50)));
    json.put("p99Millis", rounded(latencies.percentileMillis(99)));
    OptionalDouble fsyncs = run.fsyncsPerTransaction();
    fsyncs.ifPresent(each -> json.put("fsyncsPerTransaction", rounded(each)));
    json.put("bytesPerTransaction", rounded(run.bytesPerTransaction()));
    return json;
  }

  static Map<String, Object> details(Run run) {
    BenchmarkTally tally = run.tally();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("system", run.contender().name());
    json.put("concurrency", run.concurrency());
    json.put("transaction", run.contender().counts());
    json.put("branches", run.contender().branches());
    json.put("transactions", tally.committed());
    json.put("errors", tally.errors());
    json.put("p999Millis", rounded(tally.transactions().percentileMillis(99.9)));
    json.put("beforeCommitP50Millis", rounded(tally.prepares().percentileMillis(50)));
    json.put("beforeCommitP99Millis", rounded(tally.prepares().percentileMillis(99)));
    json.put("commitP50Millis", rounded(tally.commits().percentileMillis(50)));
    json.put("commitP99Millis", rounded(tally.commits().percentileMillis(99)));
    json.put("appendsPerTransaction", rounded(run.appendsPerTransaction()));
    json.put("serversSecondsPerThousand", rounded(run.serversSecondsPerThousand()));
    json.put("clientSecondsPerThousand", rounded(run.clientSecondsPerThousand()));
    json.put("othersShareOfMachine", rounded(run.othersShareOfMachine()));
    return json;
  }

  /** What makes a run worthless, or doubtful. */
  static List<String> complaints(List<Run> runs) {
    List<String> complaints = new ArrayList<>();
    for (Run each : runs) {
      String where = "%s, %d at a time: ".formatted(each.contender().name(), each.concurrency());
      if (each.tally().committed() == 0) {
        complaints.add(where + "nothing committed");
      } else if (each.clientShareOfCore() > TOO_BUSY) {
        complaints.add(where + "the load generator used a whole core: it may be what was measured");
      }
      each.tally()
          .errors()
          .forEach((kind, count) -> complaints.add("%s%d x %s".formatted(where, count, kind)));
    }
    return complaints;
  }

  static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
