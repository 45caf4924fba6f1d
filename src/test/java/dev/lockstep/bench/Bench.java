package dev.lockstep.bench;

import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code make bench}: a packaged gateway with a fresh journal, and as many callers at a time as the
 * options say. Exit code 0 when every transaction was voted for and committed; 1 where one was not,
 * or nothing could be measured; 2 where the options are wrong.
 *
 * <p>System property {@code lockstep.distribution}: the unpacked package, {@code target/lockstep}
 * unless given. Everything goes below {@code target/bench}: the figures as {@code DATE.json}, the
 * gateway's own things in {@code run}, which is emptied first.
 */
public final class Bench {
  private static final Path DIRECTORY = Path.of("target", "bench").toAbsolutePath();
  private static final Duration DISK_TIME = Duration.ofSeconds(2);
  private static final Duration SETTLE_TIME = Duration.ofSeconds(2);

  private final Options options;
  private final PrintStream out;

  private Bench(Options options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Takes the {@link Options}. */
  public static void main(String[] arguments) throws InterruptedException {
    Options options;
    try {
      options = Options.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    try {
      System.exit(new Bench(options, System.out).run() ? 0 : 1);
    } catch (IOException
        | UncheckedIOException
        | IllegalStateException
        | IllegalArgumentException e) {
      System.err.println("bench: " + e + "\nSee " + DIRECTORY.resolve("run"));
      System.exit(1);
    }
  }

  private boolean run() throws IOException, InterruptedException {
    Path directory = empty(DIRECTORY.resolve("run"));
    Map<String, Object> surroundings = surroundings(directory);
    Fleet fleet = new Fleet(options.devices());
    int port = FreePorts.find(1).getFirst();
    try (GatewayProcess gateway = gateway(fleet, directory, port)) {
      Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "end of the bench"));
      gateway.start().awaitReady();
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      List<Run> runs = runs(gateway, new Load(address, fleet, "bench-"));
      Path file = DIRECTORY.resolve(LocalDate.now(ZoneId.systemDefault()) + ".json");
      new Report(surroundings, runs).write(file);
      out.printf("written to %s%n", file);
      return runs.stream().filter(this::complains).count() == 0;
    }
  }

  private List<Run> runs(GatewayProcess gateway, Load load)
      throws IOException, InterruptedException {
    out.printf(
        "warming up for %d s, then each level %d s after %d s that are not counted%n%n",
        options.warmUp().toSeconds(), options.measure().toSeconds(), SETTLE_TIME.toSeconds());
    uncounted(load, options.highest(), options.warmUp());
    Report.headings(out);
    List<Run> runs = new ArrayList<>();
    for (int level : options.levels()) {
      uncounted(load, level, SETTLE_TIME);
      Usage before = Usage.of(gateway);
      Load.Result result = load.run(level, options.measure());
      Run run = new Run(level, result, Usage.of(gateway).since(before));
      Report.line(out, run);
      runs.add(run);
    }
    out.println();
    return runs;
  }

  /** Not counted, but what goes wrong already here would be no better later. */
  private static void uncounted(Load load, int level, Duration time) throws IOException {
    Tally tally = load.run(level, time).tally();
    if (tally.failed() > 0) {
      throw new IllegalStateException(
          "while warming up, %d at a time: %s".formatted(level, tally.errors()));
    }
  }

  /** Says what is wrong with a run; true where something makes it worthless. */
  private boolean complains(Run run) {
    if (run.clientShareOfCore() > 0.9) {
      out.printf(
          "%d at a time: the load generator used %.0f %% of a core: it may be what was measured%n",
          run.concurrency(), 100 * run.clientShareOfCore());
    }
    run.tally()
        .errors()
        .forEach(
            (kind, count) -> out.printf("%d at a time: %d × %s%n", run.concurrency(), count, kind));
    return run.tally().failed() > 0 || run.tally().committed() == 0;
  }

  private GatewayProcess gateway(Fleet fleet, Path directory, int port) throws IOException {
    Path distribution =
        Path.of(System.getProperty("lockstep.distribution", "target/lockstep")).toAbsolutePath();
    if (!Files.isExecutable(distribution.resolve("bin/lockstep"))) {
      throw new IllegalStateException(
          "no gateway in " + distribution + ": run `make package` first");
    }
    var settings = Map.of("lockstep.catalog.profiles", fleet.write(directory).toString());
    return new GatewayProcess(
        new GatewayProcess.Plan("bench", distribution, directory, port, settings), options.jvm());
  }

  private Map<String, Object> surroundings(Path directory) throws IOException {
    var system = ManagementFactory.getOperatingSystemMXBean();
    DiskSpeed disk = DiskSpeed.measure(directory, DISK_TIME);
    out.printf(
        "%s, %d cores, load average %.1f, Java %s%n",
        processor(), system.getAvailableProcessors(), system.getSystemLoadAverage(), java());
    out.printf(
        "the disk alone: %.0f appends of 4 KiB with fsync per second, p50 %.2f ms, p99 %.2f ms%n",
        disk.fsyncsPerSecond(), disk.p50Millis(), disk.p99Millis());
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put(
        "date",
        OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("machine", processor() + ", " + system.getAvailableProcessors() + " cores");
    facts.put("loadAverageBefore", Report.rounded(system.getSystemLoadAverage()));
    facts.put("java", java());
    facts.put("gatewayJvm", options.jvm());
    facts.put("devices", options.devices());
    facts.put("secondsPerLevel", options.measure().toSeconds());
    facts.put("diskFsyncsPerSecond", Report.rounded(disk.fsyncsPerSecond()));
    facts.put("diskFsyncP50Millis", Report.rounded(disk.p50Millis()));
    facts.put("diskFsyncP99Millis", Report.rounded(disk.p99Millis()));
    return facts;
  }

  private static String java() {
    return System.getProperty("java.vendor.version", "") + " " + Runtime.version();
  }

  private static String processor() throws IOException {
    Path facts = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(facts)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(facts, StandardCharsets.UTF_8)) {
      return lines
          .filter(each -> each.startsWith("model name"))
          .map(each -> each.substring(each.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  private static Path empty(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    return Files.createDirectories(directory);
  }
}
