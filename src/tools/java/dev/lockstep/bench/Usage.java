package dev.lockstep.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What processes have used since they were started, or between two looks, all together.
 *
 * @param appends durable ones, as our journals count them
 * @param fsyncs groups of appends that were made durable, as our journals count them
 * @param bytes that the processes have sent to the disk, as the operating system counts them
 * @param processor time
 */
record Usage(double appends, double fsyncs, long bytes, Duration processor) {
  static final Usage NONE = new Usage(0, 0, 0, Duration.ZERO);

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
      all = all.plus(new Usage(appends, fsyncs, each.bytes(), each.processor()));
    }
    return all;
  }

  Usage plus(Usage other) {
    return new Usage(
        appends + other.appends,
        fsyncs + other.fsyncs,
        bytes + other.bytes,
        processor.plus(other.processor));
  }

  Usage since(Usage before) {
    return new Usage(
        appends - before.appends,
        fsyncs - before.fsyncs,
        bytes - before.bytes,
        processor.minus(before.processor));
  }
}
