package dev.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code make bench}: packaged gateways in processes of their own, and the incumbents beside them.
 * Exit code 0 when every transaction was voted for and committed; 1 where one was not, or nothing
 * could be measured; 2 where the options are wrong. A target that is missed is shown, and is no
 * failure.
 *
 * <p>System property {@code lockstep.distribution}: the unpacked package, {@code target/lockstep}
 * unless given. Everything goes below {@code target/bench}: the figures as {@code DATE.json}, what
 * the servers keep in {@code run}, which is emptied first.
 */
public final class Bench {
  private static final Path DIRECTORY = Path.of("target", "bench").toAbsolutePath();
  private static final Duration DISK_TIME = Duration.ofSeconds(2);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final BenchmarkOptions options;
  private final PrintStream out;

  private Bench(BenchmarkOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Takes the {@link BenchmarkOptions}. */
  public static void main(String[] arguments) throws InterruptedException {
    BenchmarkOptions options;
    try {
      options = BenchmarkOptions.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage() + "\n" + BenchmarkOptions.USAGE);
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
    BenchmarkEnvironment surroundings = BenchmarkEnvironment.of(directory);
    DiskSpeed disk = DiskSpeed.measure(directory, DISK_TIME);
    surroundings.print(out, disk);
    Bed bed = new Bed(options, distribution(), directory, disk, out);
    Map<String, Object> json = new LinkedHashMap<>();
    // First, and always there: what reads it looks for it.
    json.put("runs", List.of());
    json.putAll(surroundings.json(options, disk));
    List<BenchmarkFindings> findings = new ArrayList<>();
    for (BenchmarkOptions.Topic each : options.parts()) {
      out.printf("%n== %s ==%n", title(each));
      findings.add(part(each).measure(bed));
      json.putAll(findings.getLast().json());
    }
    List<BenchmarkTarget> targets =
        findings.stream().flatMap(each -> each.targets().stream()).toList();
    json.put("targets", targets.stream().map(BenchmarkTarget::json).toList());
    print(targets);
    Path file = DIRECTORY.resolve(LocalDate.now(ZoneId.systemDefault()) + ".json");
    JSON.writeValue(file.toFile(), json);
    out.printf("written to %s%n", file);
    List<String> complaints =
        findings.stream().flatMap(each -> each.complaints().stream()).toList();
    complaints.forEach(out::println);
    return complaints.isEmpty();
  }

  private void print(List<BenchmarkTarget> targets) {
    out.printf("%n== targets ==%n");
    Table table = new Table("what", "target", "measured", "met");
    for (BenchmarkTarget each : targets) {
      table.row(each.what(), each.aim(), each.measured(), each.met() ? "yes" : "NO");
    }
    table.print(out);
  }

  private static BenchmarkPart part(BenchmarkOptions.Topic topic) {
    return switch (topic) {
      case THROUGHPUT -> new Throughput();
      case COORDINATIONS -> new Coordinations();
      case ENSEMBLE -> new EnsembleCost();
      case PACE -> new PlantPace();
      case OPCUA -> new OpcUaCommit();
      case GROWTH -> new Growth();
      case RESTART -> new Restart();
      case START -> new StartCost();
      case WEAR -> new Wear();
      case TELLING -> new OutboxCost();
      case TRACES -> new TracesCost();
    };
  }

  private static String title(BenchmarkOptions.Topic topic) {
    return switch (topic) {
      case THROUGHPUT -> "durable transactions";
      case COORDINATIONS -> "coordinations over two gateways";
      case ENSEMBLE -> "coordinations on an ensemble";
      case PACE -> "a plant's pace";
      case OPCUA -> "a commit over OPC UA";
      case GROWTH -> "a grown journal";
      case RESTART -> "a restart in doubt";
      case START -> "a start, by what is delivered";
      case WEAR -> "wear, without hurry";
      case TELLING -> "events, told over MQTT and Kafka";
      case TRACES -> "traces";
    };
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
