package dev.lockstep.soak;

import dev.lockstep.bench.Fleet;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.MachineKeys;
import dev.lockstep.plant.Press;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * {@code make soak}. Exit code 0 when nothing grew and every answer was one that may come; 1 where
 * something did, or could not be measured; 2 where the options are wrong.
 *
 * <p>System property {@code lockstep.distribution}: the unpacked package, {@code target/lockstep}
 * unless given. The figures go to {@code target/soak/DATE.csv}, the gateway's own things to a new
 * folder {@code target/soak/run-*}.
 */
public final class Soak {
  private static final Path DIRECTORY = Path.of("target", "soak").toAbsolutePath();
  private static final int DRIVES = 64;
  private static final int LOOKS = 60;
  private static final Duration SILENCE_EVERY = Duration.ofSeconds(15);
  private static final Duration SILENCE = Duration.ofSeconds(4);

  private final SoakOptions options;
  private final PrintStream out;

  private Soak(SoakOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Takes the {@link SoakOptions}. */
  public static void main(String... arguments) throws InterruptedException {
    SoakOptions options;
    try {
      options = SoakOptions.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("soak: " + e.getMessage() + "\n" + SoakOptions.USAGE);
      System.exit(2);
      return;
    }
    try {
      System.exit(new Soak(options, System.out).run() ? 0 : 1);
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      System.err.println("soak: " + e + "\nSee " + DIRECTORY);
      System.exit(1);
    }
  }

  private boolean run() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(Files.createDirectories(DIRECTORY), "run-");
    Fleet fleet = new Fleet(DRIVES);
    List<Integer> ports = FreePorts.find(2);
    try (Press press = new Press(ports.get(0)).start();
        LateCoordinator coordinator = LateCoordinator.start();
        GatewayProcess gateway =
            new GatewayProcess(
                plan(directory, ports.get(1), settings(directory, fleet, press, coordinator)))) {
      gateway.start().awaitReady();
      Workload load = new Workload(gateway.rest(), fleet, coordinator, "soak-");
      List<Vitals> seen = soaked(gateway, load, press, coordinator);
      write(seen);
      return judged(seen, load);
    }
  }

  private List<Vitals> soaked(
      GatewayProcess gateway, Workload load, Press press, LateCoordinator coordinator)
      throws IOException, InterruptedException {
    ScheduledExecutorService threads = Executors.newScheduledThreadPool(options.callers() + 1);
    try {
      begin(threads, load);
      silences(threads, press, coordinator);
      return looked(gateway);
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(1, TimeUnit.MINUTES);
      press.answer();
    }
  }

  private void begin(ScheduledExecutorService threads, Workload load) {
    SplittableRandom random = new SplittableRandom(options.minutes());
    long period = Duration.ofSeconds(1).toNanos() * options.callers() / options.rate();
    for (int each = 0; each < options.callers(); each++) {
      RandomGenerator own = random.split();
      var unused =
          threads.scheduleAtFixedRate(
              () -> load.nextOrCount(own),
              period * each / options.callers(),
              period,
              TimeUnit.NANOSECONDS);
    }
  }

  /** Now and then the press says nothing, and in between the coordinator. */
  private static void silences(
      ScheduledExecutorService threads, Press press, LateCoordinator coordinator) {
    again(threads, SILENCE_EVERY, press::fallSilent);
    again(threads, SILENCE_EVERY.plus(SILENCE), press::answer);
    Duration between = SILENCE_EVERY.plus(SILENCE.multipliedBy(2));
    again(threads, between, () -> coordinator.gone(true));
    again(threads, between.plus(SILENCE), () -> coordinator.gone(false));
  }

  private static void again(ScheduledExecutorService threads, Duration first, Runnable task) {
    long every = SILENCE_EVERY.multipliedBy(2).toMillis();
    var unused = threads.scheduleAtFixedRate(task, first.toMillis(), every, TimeUnit.MILLISECONDS);
  }

  private List<Vitals> looked(GatewayProcess gateway) throws IOException, InterruptedException {
    Duration time = Duration.ofMinutes(options.minutes());
    Duration pause =
        time.dividedBy(LOOKS).compareTo(Duration.ofSeconds(3)) < 0
            ? Duration.ofSeconds(3)
            : time.dividedBy(LOOKS);
    out.printf(
        "%d minutes, %d callers, %d transactions per second; a look every %d s%n%n",
        options.minutes(), options.callers(), options.rate(), pause.toSeconds());
    out.printf(
        "%7s %9s %9s %8s %6s %9s %5s%n",
        "seconds", "heap MiB", "RSS MiB", "threads", "files", "disk MiB", "live");
    List<Vitals> seen = new ArrayList<>();
    CountDownLatch never = new CountDownLatch(1);
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < time.toNanos()) {
      var unused = never.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      if (!gateway.running()) {
        throw new IllegalStateException("the gateway has ended, see " + gateway.plan().log());
      }
      Vitals vitals = Vitals.of(gateway, (System.nanoTime() - begun) / 1e9);
      out.printf(
          "%7.0f %9.1f %9.1f %8d %6d %9.1f %5d%n",
          vitals.seconds(),
          Quantity.HEAP.of(vitals),
          Quantity.RESIDENT.of(vitals),
          vitals.threads(),
          vitals.files(),
          Quantity.JOURNAL.of(vitals),
          vitals.live());
      seen.add(vitals);
    }
    return seen;
  }

  private static void write(List<Vitals> seen) throws IOException {
    List<String> lines = new ArrayList<>(List.of(Vitals.HEADER));
    seen.forEach(each -> lines.add(each.row()));
    Files.write(DIRECTORY.resolve(LocalDate.now(ZoneId.systemDefault()) + ".csv"), lines);
  }

  /** Says what came of it; true where all is well. */
  private boolean judged(List<Vitals> seen, Workload load) {
    out.printf("%nanswers: %s%n%n", load.answers());
    List<Vitals> half = seen.subList(seen.size() / 2, seen.size());
    boolean flat = true;
    for (Quantity each : Quantity.values()) {
      double growth =
          Trend.growth(half.stream().map(v -> new Trend.Point(v.seconds(), each.of(v))).toList());
      out.println(each.verdict(each.of(half.getFirst()), each.of(half.getLast()), growth));
      flat &= !each.grows(growth);
    }
    load.strange().forEach((answer, count) -> out.printf("STRANGE: %d × %s%n", count, answer));
    boolean worked = load.answers().getOrDefault("commit 200", 0L) > 0;
    boolean well = flat && worked && load.strange().isEmpty();
    out.println(well ? "soak: flat" : "soak: NOT flat, or not answered as it should be");
    return well;
  }

  private static GatewayProcess.Plan plan(Path directory, int port, Map<String, String> settings) {
    Path distribution =
        Path.of(System.getProperty("lockstep.distribution", "target/lockstep")).toAbsolutePath();
    if (!Files.isExecutable(distribution.resolve("bin/lockstep"))) {
      throw new IllegalStateException(
          "no gateway in " + distribution + ": run `make package` first");
    }
    return new GatewayProcess.Plan("soak", distribution, directory, port, settings);
  }

  /** Keeps little, so that what is kept must level off within a minute. */
  private static Map<String, String> settings(
      Path directory, Fleet fleet, Press press, LateCoordinator coordinator) throws IOException {
    Path folder = fleet.write(directory);
    Files.writeString(
        folder.resolve("press.yaml"),
        """
        deviceList:
          - name: press
            profileName: hydraulic-press
            protocols:
              opcua: { Endpoint: "%s", SecurityPolicy: Basic256Sha256, SecurityMode: SignAndEncrypt, User: lockstep }
        """
            .formatted(press.endpoint()));
    MachineKeys keys = new MachineKeys(directory).add("press", press.certificate());
    Map<String, String> settings = new HashMap<>(keys.settings());
    Path distribution =
        Path.of(System.getProperty("lockstep.distribution", "target/lockstep")).toAbsolutePath();
    settings.put(
        "lockstep.catalog.profiles", folder + "," + distribution.resolve("device-profiles"));
    settings.put("lockstep.coordinators.allowed", coordinator.address());
    settings.put("lockstep.coordinators.answer-max", "1s");
    settings.put("lockstep.transactions.doubt-after", "500ms");
    settings.put("lockstep.transactions.pause-max", "2s");
    settings.put("lockstep.transactions.check-within", "1s");
    settings.put("lockstep.transactions.answer-within", "2s");
    settings.put("lockstep.journal.forgotten-for", "5s");
    settings.put("lockstep.journal.unforgotten-for", "10s");
    settings.put("lockstep.journal.prune-every", "2s");
    settings.put("lockstep.journal.prune-batch-max", "500");
    return settings;
  }
}
