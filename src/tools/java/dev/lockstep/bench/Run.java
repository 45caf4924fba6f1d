package dev.lockstep.bench;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * One contender at one level, all rounds together.
 *
 * @param concurrency transactions at a time
 * @param usage of the contender's processes while its rounds ran
 * @param foreignFsyncs per transaction, of processes that do not count their own; empty where
 *     nobody could look
 */
record Run(
    Contender contender,
    int concurrency,
    Load.Result load,
    Usage usage,
    OptionalDouble foreignFsyncs) {

  /** Nothing yet. */
  static Run of(Contender contender, int concurrency) {
    return new Run(contender, concurrency, Load.Result.none(), Usage.NONE, OptionalDouble.of(0));
  }

  /** With a round more. */
  Run plus(Load.Result round, Usage used) {
    return new Run(contender, concurrency, load.plus(round), usage.plus(used), foreignFsyncs);
  }

  Run with(OptionalDouble seen) {
    return new Run(contender, concurrency, load, usage, seen);
  }

  BenchmarkTally tally() {
    return load.tally();
  }

  double tps() {
    return load.elapsed().isZero() ? 0 : tally().committed() / seconds(load.elapsed());
  }

  /** Of all processes; empty where not all could be counted. */
  OptionalDouble fsyncsPerTransaction() {
    return foreignFsyncs.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(perTransaction(usage.fsyncs()) + foreignFsyncs.getAsDouble());
  }

  double appendsPerTransaction() {
    return perTransaction(usage.appends());
  }

  double bytesPerTransaction() {
    return perTransaction((double) usage.bytes());
  }

  /** Processor time of the contender, in seconds. */
  double serversSecondsPerThousand() {
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

  /** How much of all cores was used by neither contender nor load generator: 0 to 1. */
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
