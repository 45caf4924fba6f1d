package dev.lockstep.bench;

import java.time.Duration;

/**
 * One level, measured.
 *
 * @param concurrency transactions at a time
 * @param usage of the gateway, from the first request to the last answer
 */
record Run(int concurrency, Load.Result load, Usage usage) {

  Tally tally() {
    return load.tally();
  }

  double tps() {
    return tally().committed() / seconds(load.elapsed());
  }

  double fsyncsPerTransaction() {
    return perTransaction(usage.fsyncs());
  }

  double appendsPerTransaction() {
    return perTransaction(usage.appends());
  }

  double bytesPerTransaction() {
    return perTransaction((double) usage.bytes());
  }

  /** Processor time of the gateway, in seconds. */
  double gatewaySecondsPerThousand() {
    return 1000 * perTransaction(seconds(usage.processor()));
  }

  /** Processor time of the load generator, in seconds. */
  double clientSecondsPerThousand() {
    return 1000 * perTransaction(seconds(load.processor()));
  }

  /** How much of one core the load generator has used: near 1, it is what was measured. */
  double clientShareOfCore() {
    return seconds(load.processor()) / seconds(load.elapsed());
  }

  /** How much of all cores was used by neither gateway nor load generator: 0 to 1. */
  double othersShareOfMachine() {
    double ours = seconds(usage.processor()) + seconds(load.processor());
    int cores = Runtime.getRuntime().availableProcessors();
    return Math.clamp(load.machineLoad() - ours / seconds(load.elapsed()) / cores, 0.0, 1.0);
  }

  private double perTransaction(double all) {
    return all / Math.max(1, tally().committed());
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
