package dev.lockstep.bench;

import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What a day without hurry writes. Each transaction comes alone, long enough after the one before
 * for the operating system to bring everything else to the disk meanwhile; a busy gateway writes
 * far less for each.
 */
final class Wear implements BenchmarkPart {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final int WARM_UP = 20;
  private static final double KILO = 1e3;
  private static final double GIGA = 1e9;

  /**
   * One rhythm.
   *
   * @param measured so many of them
   */
  private record Rhythm(String name, Duration every, int measured) {
    double yearly() {
      return (double) YEAR.toSeconds() / every.toSeconds();
    }
  }

  private static final List<Rhythm> RHYTHMS =
      List.of(
          new Rhythm("one a second", Duration.ofSeconds(1), 30),
          new Rhythm("one a minute", Duration.ofMinutes(1), 2));

  @Override
  public BenchmarkFindings measure(Bed bed) throws IOException, InterruptedException {
    Fleet fleet = new Fleet(1);
    var settings = Map.of("lockstep.catalog.profiles", fleet.write(bed.folder("wear")).toString());
    try (GatewayProcess gateway = bed.gateway("wear", bed.folder("wear"), settings)) {
      gateway.start().awaitReady();
      try (SoleCaller caller = new SoleCaller(gateway)) {
        BenchmarkTally tally = new BenchmarkTally();
        for (int each = 0; each < WARM_UP; each++) {
          caller.transaction(fleet.commands(0, each), tally);
        }
        List<Double> bytes = new ArrayList<>();
        for (Rhythm rhythm : RHYTHMS) {
          List<Server> server = List.of(Bed.server(gateway));
          Usage before = Usage.of(server);
          for (int each = 0; each < rhythm.measured(); each++) {
            caller.transaction(fleet.commands(0, WARM_UP + each), tally);
            LockSupport.parkNanos(rhythm.every().toNanos());
          }
          bytes.add((double) Usage.of(server).since(before).bytes() / rhythm.measured());
        }
        return findings(bed, bytes, tally);
      }
    }
  }

  private static BenchmarkFindings findings(Bed bed, List<Double> bytes, BenchmarkTally tally) {
    Table table = new Table("transactions", "bytes each", "a year", "GB a year");
    Map<String, Object> json = new LinkedHashMap<>();
    for (Rhythm rhythm : RHYTHMS) {
      double each = bytes.get(RHYTHMS.indexOf(rhythm));
      double yearly = each * rhythm.yearly() / GIGA;
      table.row(
          rhythm.name(),
          Ratios.words("%.0f", each),
          Ratios.words("%.0f thousand", rhythm.yearly() / KILO),
          Ratios.words("%.0f", yearly));
      json.put(rhythm.name(), BenchmarkReport.rounded(each));
    }
    table.print(bed.out());
    List<String> complaints =
        tally.errors().keySet().stream().map(each -> "wear: " + each).toList();
    return new BenchmarkFindings(Map.of("wear", json), List.of(), complaints);
  }
}
