package dev.lockstep.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.bench.Fleet;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import dev.lockstep.zookeeper.ZooKeeperEnsemble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fleet that runs: gateways in a few processes, and coordinators, each a packaged process with a
 * log of its own, or all of them on an ensemble.
 */
final class FleetPlant implements AutoCloseable {
  private static final int GATEWAYS_PER_HOST = 500;

  private final List<GatewayHostProcess> hosts = new ArrayList<>();
  private final List<GatewayProcess> coordinators = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private Optional<ZooKeeperEnsemble> ensemble = Optional.empty();
  private final Fleet machines;
  private final int drives;

  /**
   * What a fleet is made of.
   *
   * @param gateways how many
   * @param drives machines of each
   * @param role who coordinates
   * @param distribution the unpacked package, for the coordinators
   * @param jvm the coordinators' JVM options; none is how the package is delivered
   */
  record Plan(int gateways, int drives, FleetOptions.Role role, Path distribution, String jvm) {}

  private FleetPlant(Plan plan) {
    this.machines = new Fleet(plan.drives());
    this.drives = plan.drives();
  }

  /**
   * Started, and every process ready.
   *
   * @param folder under which everything is kept
   */
  static FleetPlant start(Plan plan, Path folder) throws IOException {
    FleetPlant plant = new FleetPlant(plan);
    try {
      plant.open(plan, folder);
      return plant;
    } catch (IOException | RuntimeException | Error failed) {
      plant.close();
      throw failed;
    }
  }

  private void open(Plan plan, Path folder) throws IOException {
    Path profiles = machines.write(Files.createDirectories(folder));
    List<Integer> doors = FreePorts.find(plan.role().coordinators());
    Map<String, String> keys = new HashMap<>();
    keys.put("lockstep.catalog.profiles", profiles.toString());
    keys.put(
        "lockstep.coordinators.allowed",
        doors.stream().map(port -> "http://127.0.0.1:" + port).collect(Collectors.joining(",")));
    // A thousand reserves of 16 MiB would be for nothing here.
    keys.put("lockstep.journal.reserve", "64K");
    if (plan.role().log() == FleetOptions.Log.ZOOKEEPER) {
      ensemble = Optional.of(ZooKeeperEnsemble.start(folder.resolve("ensemble")));
      keys.put("lockstep.ensemble.connect", ensemble.get().connect());
    }
    for (int first = 0; first < plan.gateways(); first += GATEWAYS_PER_HOST) {
      int size = Math.min(GATEWAYS_PER_HOST, plan.gateways() - first);
      GatewayHostProcess.Plan host =
          new GatewayHostProcess.Plan(
              folder.resolve("host-" + hosts.size()), first, FreePorts.find(size), keys);
      hosts.add(GatewayHostProcess.start(host));
      addresses.addAll(hosts.getLast().addresses());
    }
    hosts.forEach(GatewayHostProcess::awaitReady);
    Path none = new Fleet(1).write(folder.resolve("no-machines"));
    for (int each = 0; each < doors.size(); each++) {
      coordinators.add(coordinator(plan, folder, none, each, doors.get(each)));
    }
    coordinators.forEach(GatewayProcess::start);
    coordinators.forEach(GatewayProcess::awaitReady);
  }

  private GatewayProcess coordinator(Plan plan, Path folder, Path machines, int number, int port) {
    String name = "coordinator-" + number;
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.catalog.profiles", machines.toString());
    settings.put("lockstep.coordinator.enabled", "true");
    ensemble.ifPresent(
        servers -> {
          settings.put("lockstep.coordinator.log", "zookeeper");
          settings.put("lockstep.ensemble.connect", servers.connect());
        });
    settings.put("lockstep.coordinator.path", folder.resolve(name + ".db").toString());
    settings.put("lockstep.coordinator.participants-max", "64");
    settings.put("lockstep.coordinator.gateways", String.join(",", addresses));
    return new GatewayProcess(
        new GatewayProcess.Plan(name, plan.distribution(), folder, port, settings), plan.jvm());
  }

  Fleet machines() {
    return machines;
  }

  /** JVMs that its gateways share. */
  int processes() {
    return hosts.size();
  }

  /** Base addresses of the gateways, in the order of their numbers. */
  List<String> addresses() {
    return addresses;
  }

  List<GatewayProcess> coordinators() {
    return coordinators;
  }

  /**
   * Where the coordinators' decisions stand, if that is an ensemble: then each coordinator speaks
   * for all.
   */
  Optional<ZooKeeperEnsemble> ensemble() {
    return ensemble;
  }

  /**
   * How a coordination came to its end, a line for each step; empty where no coordinator that runs
   * knows it.
   *
   * @param id the coordination's
   */
  List<String> timeline(String id) {
    for (GatewayProcess each : coordinators) {
      Rest.Reply reply = each.rest().get("/api/v1/coordinations/" + id);
      if (reply.status() == 200) {
        return lines(reply.body().path("timeline"));
      }
    }
    return List.of();
  }

  private static List<String> lines(JsonNode timeline) {
    List<String> lines = new ArrayList<>();
    if (timeline.isEmpty()) {
      return lines;
    }
    Instant begun = Instant.parse(timeline.path(0).path("at").asText());
    for (JsonNode each : timeline) {
      Duration after = Duration.between(begun, Instant.parse(each.path("at").asText()));
      lines.add(
          "%+8.1f s %s %s"
              .formatted(
                  after.toMillis() / 1000.0,
                  each.path("event").asText(),
                  each.path("detail").asText()));
    }
    return lines;
  }

  /** Transactions that have not ended, at all gateways together. */
  long live() {
    return hosts.stream().mapToLong(GatewayHostProcess::live).sum();
  }

  GatewayHostProcess.Journals journals() {
    return hosts.stream()
        .map(GatewayHostProcess::journals)
        .reduce(GatewayHostProcess.Journals.NONE, GatewayHostProcess.Journals::plus);
  }

  /** Processor time of all gateways. */
  Duration gatewaysProcessor() {
    return hosts.stream().map(GatewayHostProcess::processor).reduce(Duration.ZERO, Duration::plus);
  }

  /** Processor time of all coordinators that run. */
  Duration coordinatorsProcessor() {
    return coordinators.stream()
        .flatMap(each -> ProcessHandle.of(each.pid()).stream())
        .flatMap(each -> each.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Resident memory of the gateways' processes, in bytes. */
  long residentBytes() throws IOException {
    long bytes = 0;
    for (GatewayHostProcess each : hosts) {
      Path status = Path.of("/proc", Long.toString(each.pid()), "status");
      try (Stream<String> lines = Files.lines(status)) {
        bytes +=
            1024
                * lines
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
      }
    }
    return bytes;
  }

  /** Compares all outcomes of these transactions, and what the machines show. */
  OutcomeComparison compared(List<FleetTransaction> transactions) {
    Map<GatewayHostProcess, List<String>> questions = new HashMap<>();
    for (FleetTransaction each : transactions) {
      for (int gateway : each.gateways()) {
        questions
            .computeIfAbsent(host(gateway), host -> new ArrayList<>())
            .add(gateway + " " + each.id());
      }
    }
    Map<String, String> answers = new HashMap<>();
    questions.forEach(
        (host, asked) -> {
          List<String> outcomes = host.outcomes(asked);
          for (int each = 0; each < asked.size(); each++) {
            answers.put(asked.get(each), outcomes.get(each));
          }
        });
    List<List<String>> outcomes =
        transactions.stream()
            .map(
                each ->
                    each.gateways().stream()
                        .map(gateway -> answers.get(gateway + " " + each.id()))
                        .toList())
            .toList();
    List<List<String>> speeds =
        hosts.stream().flatMap(host -> host.machines(drives).stream()).toList();
    return OutcomeComparison.of(transactions, outcomes).with(transactions, speeds);
  }

  private GatewayHostProcess host(int gateway) {
    return hosts.stream().filter(each -> each.has(gateway)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    coordinators.forEach(GatewayProcess::close);
    hosts.forEach(GatewayHostProcess::close);
    ensemble.ifPresent(ZooKeeperEnsemble::close);
  }
}
