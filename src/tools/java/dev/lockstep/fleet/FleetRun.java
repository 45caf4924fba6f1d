package dev.lockstep.fleet;

import dev.lockstep.bench.BenchmarkEnvironment;
import dev.lockstep.bench.DiskSpeed;
import dev.lockstep.bench.Latencies;
import dev.lockstep.bench.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * {@code make fleet}. Exit code 0 when every participant of every transaction came to the same
 * outcome and none stayed open; 1 where not, or where it could not be measured; 2 where the options
 * are wrong.
 *
 * <p>System property {@code lockstep.distribution}: the unpacked package, {@code target/lockstep}
 * unless given. What the processes keep goes to a new folder {@code target/fleet/run-*}.
 */
public final class FleetRun {
  private static final Path DIRECTORY = Path.of("target", "fleet").toAbsolutePath();
  private static final Duration DISK_TIME = Duration.ofSeconds(2);
  private static final Duration IDLE_TIME = Duration.ofSeconds(5);
  private static final Duration QUIET_WITHIN = Duration.ofMinutes(3);
  private static final Duration WARM_WITHIN = Duration.ofMinutes(4);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /** What a JVM does in each second of the warm-up, or it takes longer. */
  private static final long WARM_PARTICIPANTS_A_SECOND = 150;

  private final FleetOptions options;
  private final PrintStream out;
  private final SplittableRandom random;
  private final List<FleetFigures> figures = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private long compared;
  private long next = 1;

  FleetRun(FleetOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
    this.random = new SplittableRandom(options.seed());
  }

  /** Takes the {@link FleetOptions}. */
  public static void main(String... arguments) throws InterruptedException {
    FleetOptions options;
    try {
      options = FleetOptions.of(new SecureRandom().nextInt(Integer.MAX_VALUE), arguments);
    } catch (IllegalArgumentException | ArithmeticException e) {
      System.err.println("fleet: " + e.getMessage() + "\n" + FleetOptions.USAGE);
      System.exit(2);
      return;
    }
    try {
      System.exit(new FleetRun(options, System.out).run() ? 0 : 1);
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      System.err.println("fleet: " + e + "\nSee " + DIRECTORY);
      System.exit(1);
    }
  }

  boolean run() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(Files.createDirectories(DIRECTORY), "run-");
    BenchmarkEnvironment.of(directory).print(out, DiskSpeed.measure(directory, DISK_TIME));
    out.printf(
        "seed %d, %d coordinations at a time, %d coordinators on %s%n",
        options.seed(),
        options.pace().clients(),
        options.role().coordinators(),
        switch (options.role().log()) {
          case SQLITE -> "SQLite, each with its own log";
          case ZOOKEEPER -> "an ensemble of three ZooKeeper servers";
        });
    for (int gateways : options.gateways()) {
      at(gateways, directory.resolve("fleet-" + gateways));
    }
    print();
    violations.forEach(out::println);
    out.printf(
        "fleet: %d outcomes compared, %d violations%s%n",
        compared, violations.size(), violations.isEmpty() ? "" : "; see " + directory);
    return violations.isEmpty();
  }

  private void at(int gateways, Path folder) throws IOException, InterruptedException {
    FleetPlant.Plan plan =
        new FleetPlant.Plan(gateways, options.drives(), options.role(), distribution(), "");
    long begun = System.nanoTime();
    try (FleetPlant plant = FleetPlant.start(plan, folder)) {
      double idle = idleCores(plant);
      out.printf(
          "%n%d gateways, %d machines: ready after %.0f s, %d MiB resident, idle %.2f cores%n",
          gateways,
          gateways * options.drives(),
          (System.nanoTime() - begun) / 1e9 - IDLE_TIME.toSeconds(),
          plant.residentBytes() >> 20,
          idle);
      List<FleetTransaction> all = new ArrayList<>();
      for (int size : options.participants()) {
        if (size <= gateways) {
          all.addAll(measured(plant, new FleetFigures.Size(gateways, size, idle)));
        }
      }
      if (gateways == options.largest() && options.pace().kills().isPositive()) {
        all.addAll(killed(plant));
      }
      compare(plant, all);
    }
  }

  private static double idleCores(FleetPlant plant) throws InterruptedException {
    Duration before = plant.gatewaysProcessor();
    Thread.sleep(IDLE_TIME.toMillis());
    return plant.gatewaysProcessor().minus(before).toNanos() / (double) IDLE_TIME.toNanos();
  }

  private List<FleetTransaction> measured(FleetPlant plant, FleetFigures.Size size)
      throws InterruptedException {
    FleetLoad load = begin(plant, new FleetClient.Span(size.participants(), size.participants()));
    warmUp(plant, load, size.participants());
    FleetFigures.Counts before = FleetFigures.Counts.of(plant);
    List<Integer> done = load.byClient().stream().map(List::size).toList();
    Thread.sleep(options.pace().measure().toMillis());
    FleetFigures.Counts after = FleetFigures.Counts.of(plant);
    List<List<FleetTransaction>> ended = load.byClient();
    List<FleetTransaction> within = new ArrayList<>();
    for (int each = 0; each < ended.size(); each++) {
      within.addAll(ended.get(each).subList(done.get(each), ended.get(each).size()));
    }
    figures.add(FleetFigures.between(before, after, size, within));
    return end(load);
  }

  /**
   * A fleet is as warm as another one when each of its JVMs has worked as often: more gateways are
   * more JVMs, and the code is compiled in each.
   */
  private void warmUp(FleetPlant plant, FleetLoad load, int participants)
      throws InterruptedException {
    long begun = System.nanoTime();
    Duration least = options.pace().warmUp();
    Thread.sleep(least.toMillis());
    long enough = WARM_PARTICIPANTS_A_SECOND * least.toSeconds() * plant.processes();
    while (load.ended() * participants < enough
        && System.nanoTime() - begun < WARM_WITHIN.toNanos()) {
      Thread.sleep(LOOK_EVERY.toMillis());
    }
    if (load.ended() * participants < enough) {
      out.printf("still cold after %d s: the next line is too high%n", WARM_WITHIN.toSeconds());
    }
  }

  private List<FleetTransaction> killed(FleetPlant plant) throws InterruptedException {
    int least = options.participants().stream().mapToInt(Integer::intValue).min().orElseThrow();
    int most = options.participants().stream().mapToInt(Integer::intValue).max().orElseThrow();
    int gateways = plant.addresses().size();
    FleetLoad load =
        begin(plant, new FleetClient.Span(Math.min(least, gateways), Math.min(most, gateways)));
    FleetKills kills = new FleetKills(plant, random.split()).go(options.pace().kills());
    List<FleetTransaction> all = end(load);
    Latencies waits = new Latencies();
    all.forEach(each -> waits.add(each.waited()));
    out.printf(
        "%s in %d s: %d transactions over %d to %d of %d gateways, %d committed,"
            + " %d asked for again; waits: p50 %.0f ms, p99 %.0f ms, longest %.1f s%n",
        kills,
        options.pace().kills().toSeconds(),
        all.size(),
        Math.min(least, gateways),
        Math.min(most, gateways),
        gateways,
        all.stream().filter(FleetTransaction::committed).count(),
        all.stream().filter(FleetTransaction::interrupted).count(),
        waits.percentileMillis(50),
        waits.percentileMillis(99),
        waits.percentileMillis(100) / 1000);
    all.stream()
        .max(Comparator.comparingLong(FleetTransaction::waited))
        .ifPresent(each -> explain(plant, each));
    return all;
  }

  /** Where the longest wait went: to a coordinator's death, or to a gateway that was slow. */
  private void explain(FleetPlant plant, FleetTransaction longest) {
    out.printf(
        "the longest, %s, told %s after %.1f s:%n",
        longest.id(), longest.told().orElse("nothing"), longest.waited() / 1e9);
    plant.timeline(longest.id()).forEach(out::println);
  }

  private FleetLoad begin(FleetPlant plant, FleetClient.Span span) {
    FleetLoad.Draw draw = new FleetLoad.Draw(options.pace().clients(), span, next);
    return FleetLoad.begin(plant, draw, random.split());
  }

  private List<FleetTransaction> end(FleetLoad load) throws InterruptedException {
    List<FleetTransaction> all = load.end();
    next = all.stream().mapToLong(FleetTransaction::number).max().orElse(next) + 1;
    if (all.stream().noneMatch(FleetTransaction::committed)) {
      violations.add(
          "NOTHING committed of %d transactions: this proves nothing".formatted(all.size()));
    }
    load.strange().forEach(each -> violations.add("STRANGE answer: " + each));
    return all;
  }

  /** Once nothing is open any more, or after a while. */
  private void compare(FleetPlant plant, List<FleetTransaction> all) throws InterruptedException {
    long begun = System.nanoTime();
    while (plant.live() > 0 && System.nanoTime() - begun < QUIET_WITHIN.toNanos()) {
      Thread.sleep(LOOK_EVERY.toMillis());
    }
    OutcomeComparison comparison = plant.compared(all);
    compared += comparison.compared();
    comparison.disagreements().forEach(each -> violations.add("DISAGREEMENT: " + each));
    comparison.open().forEach(each -> violations.add("OPEN: " + each));
    out.printf(
        "%d transactions, %d outcomes of participants and %d machines compared: %d disagreements, %d"
            + " left open%n",
        all.size(),
        comparison.compared(),
        plant.addresses().size() * options.drives(),
        comparison.disagreements().size(),
        comparison.open().size());
  }

  private void print() {
    out.printf(
        "%nfor one participant of one coordination: processor time, and fsyncs of gateways%n");
    Table table = FleetFigures.table();
    figures.forEach(each -> each.row(table));
    table.print(out);
    for (int size : options.participants()) {
      List<FleetFigures> same = figures.stream().filter(each -> each.size() == size).toList();
      if (same.size() > 1) {
        out.printf(
            "%d participants: %.2f ms each at %d gateways, %.2f ms at %d: %.2f times%n",
            size,
            same.getFirst().costMillis(),
            same.getFirst().gateways(),
            same.getLast().costMillis(),
            same.getLast().gateways(),
            same.getLast().costMillis() / same.getFirst().costMillis());
      }
    }
  }

  private static Path distribution() {
    Path distribution =
        Path.of(System.getProperty("lockstep.distribution", "target/lockstep")).toAbsolutePath();
    if (!Files.isExecutable(distribution.resolve("bin/lockstep"))) {
      throw new IllegalStateException(
          "no gateway in " + distribution + ": run `make package` first");
    }
    return distribution;
  }
}
