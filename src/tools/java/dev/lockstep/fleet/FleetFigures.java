package dev.lockstep.fleet;

import dev.lockstep.bench.Latencies;
import dev.lockstep.bench.Table;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What was measured of one size of coordination at one size of the fleet.
 *
 * @param gateways of the fleet
 * @param size participants of each coordination
 * @param coordinations that ended in the time
 * @param aborted of those, for whatever reason
 * @param time that was measured
 * @param latencies of the coordinations
 * @param gatewaysProcessor of all gateways, idle ones too
 * @param idle what the gateways use in that time with nothing to do, as it was measured before
 * @param coordinatorsProcessor of all coordinators
 * @param fsyncs of the gateways' journals
 */
record FleetFigures(
    int gateways,
    int size,
    int coordinations,
    long aborted,
    Duration time,
    Latencies latencies,
    Duration gatewaysProcessor,
    Duration idle,
    Duration coordinatorsProcessor,
    long fsyncs) {

  /** How a plant stands at one moment: what only grows. */
  record Counts(
      long nanos, Duration gateways, Duration coordinators, GatewayHostProcess.Journals journals) {
    static Counts of(FleetPlant plant) {
      return new Counts(
          System.nanoTime(),
          plant.gatewaysProcessor(),
          plant.coordinatorsProcessor(),
          plant.journals());
    }
  }

  static Table table() {
    return new Table(
        "gateways",
        "participants",
        "coordinations/s",
        "participants/s",
        "p50 ms",
        "p99 ms",
        "gateway ms",
        "of that idle",
        "coordinator ms",
        "fsyncs",
        "fsyncs/s",
        "aborted");
  }

  /** Processor time and fsyncs are for one participant of one coordination. */
  Table row(Table table) {
    double seconds = time.toNanos() / 1e9;
    return table.row(
        Integer.toString(gateways),
        Integer.toString(size),
        number(coordinations / seconds),
        number(participants() / seconds),
        number(latencies.percentileMillis(50)),
        number(latencies.percentileMillis(99)),
        number(millis(gatewaysProcessor)),
        number(millis(idle)),
        number(millis(coordinatorsProcessor)),
        number(fsyncs / (double) participants()),
        number(fsyncs / seconds),
        Long.toString(aborted));
  }

  /** Processor time of gateways and coordinators for one participant, without what idles. */
  double costMillis() {
    return millis(gatewaysProcessor.minus(idle).plus(coordinatorsProcessor));
  }

  private long participants() {
    return Math.max(1, (long) coordinations * size);
  }

  private double millis(Duration processor) {
    return processor.toNanos() / 1e6 / participants();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
  }

  /** From the counts before and after, and what ended in between. */
  static FleetFigures between(
      Counts before, Counts after, Size size, List<FleetTransaction> ended) {
    Duration time = Duration.ofNanos(after.nanos() - before.nanos());
    Latencies latencies = new Latencies();
    ended.forEach(each -> latencies.add(each.waited()));
    return new FleetFigures(
        size.gateways(),
        size.participants(),
        ended.size(),
        ended.stream().filter(each -> !each.committed()).count(),
        time,
        latencies,
        after.gateways().minus(before.gateways()),
        Duration.ofNanos((long) (size.idleCores() * time.toNanos())),
        after.coordinators().minus(before.coordinators()),
        after.journals().fsyncs() - before.journals().fsyncs());
  }

  /**
   * What is measured.
   *
   * @param idleCores processors that the gateways use with nothing to do
   */
  record Size(int gateways, int participants, double idleCores) {}
}
