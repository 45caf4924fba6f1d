package dev.lockstep.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What processes have used since they were started, or between two looks, all together.
 *
 * @param appends durable ones, as our journals count them
 * @param fsyncs groups of appends that were made durable, as our journals count them
 * @param bytes that the processes have sent to the disk, as the operating system counts them
 * @param processors their processor time, each under its name
 */
record Usage(double appends, double fsyncs, long bytes, Map<String, Duration> processors) {
  static final Usage NONE = new Usage(0, 0, 0, Map.of());

  Usage {
    processors = new LinkedHashMap<>(processors);
  }

  /** Processor time of all of them. */
  Duration processor() {
    return processors.values().stream().reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * Looks, once nothing of what was written before waits in the page cache.
   *
   * @throws IOException also where this is no Linux, or a process is another user's
   */
  static Usage of(List<Server> servers) throws IOException, InterruptedException {
    new ProcessBuilder("sync").start().waitFor();
    Usage all = NONE;
    for (Server each : servers) {
      Optional<Metrics> page = each.page();
      double appends = page.map(it -> it.value("lockstep_journal_appends_total")).orElse(0.0);
      double fsyncs = page.map(it -> it.value("lockstep_journal_fsyncs_total")).orElse(0.0);
      all =
          all.plus(new Usage(appends, fsyncs, each.bytes(), Map.of(each.name(), each.processor())));
    }
    return all;
  }

  Usage plus(Usage other) {
    return new Usage(
        appends + other.appends,
        fsyncs + other.fsyncs,
        bytes + other.bytes,
        with(other.processors, 1));
  }

  Usage since(Usage before) {
    return new Usage(
        appends - before.appends,
        fsyncs - before.fsyncs,
        bytes - before.bytes,
        with(before.processors, -1));
  }

  private Map<String, Duration> with(Map<String, Duration> others, int sign) {
    Map<String, Duration> all = new LinkedHashMap<>(processors);
    others.forEach((name, time) -> all.merge(name, time.multipliedBy(sign), Duration::plus));
    return all;
  }
}
