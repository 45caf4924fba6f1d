package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.bench.Fleet;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped for Prometheus and Grafana, against a gateway that has something to do. */
class MonitoringIT {
  private static final Path SHIPPED = Path.of("deploy/monitoring");
  private static final Path RULES = SHIPPED.resolve("rules.yml");
  private static final Path PAGE = Path.of("src/site/markdown/operating.md");
  private static final Pattern NAME = Pattern.compile("\\b(?:lockstep|jvm|http)_[a-z_]+\\b");
  private static final Pattern FAMILY = Pattern.compile("# TYPE (lockstep_\\S+) .*");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static Drives line;
  private static Web web;
  private static Thread load;

  @BeforeAll
  static void start() throws Exception {
    int port = FreePorts.find(1).getFirst();
    Fleet fleet = new Fleet(2);
    Map<String, String> settings =
        Map.of(
            "lockstep.traces.enabled",
            "true",
            "lockstep.traces.endpoint",
            "http://127.0.0.1:" + FreePorts.find(1).getFirst() + "/v1/traces",
            "lockstep.catalog.profiles",
            fleet.write(folder).toString(),
            "lockstep.coordinators.allowed",
            "http://127.0.0.1:" + port,
            "lockstep.coordinator.enabled",
            "true",
            "lockstep.coordinator.path",
            folder.resolve("decisions.db").toString(),
            "lockstep.outbox.mqtt.enabled",
            "true",
            "lockstep.outbox.mqtt.broker",
            "mqtt://127.0.0.1:" + FreePorts.find(1).getFirst());
    GatewayProcess gateway =
        new GatewayProcess(
            new GatewayProcess.Plan("monitored", Distribution.home(), folder, port, settings));
    line = new Drives(fleet, gateway);
    gateway.start().awaitReady();
    web = line.web();
    coordinate(0);
    load = Thread.startVirtualThread(MonitoringIT::goOnCoordinating);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (load != null) {
      load.interrupt();
      load.join();
      web.close();
    }
    line.close();
  }

  private static void goOnCoordinating() {
    try {
      for (long number = 1; !Thread.interrupted(); number++) {
        coordinate(number);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void coordinate(long number) throws InterruptedException, ExecutionException {
    String share = line.fleet().commands((int) (number % 2), number + 1).substring(1);
    HttpResponse<String> answer =
        web.post(
                "/api/v1/coordinations",
                "{\"id\":\"m:%d\",\"participants\":[{\"gateway\":\"%s\",%s]}"
                    .formatted(number, line.gateway().address(), share))
            .get();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** In the text format, which promtool reads. */
  private static String metrics() throws InterruptedException, ExecutionException {
    return web.get("/q/metrics", "text/plain").get().body();
  }

  /** Names as they stand in front of values. */
  private static Set<String> samples() throws InterruptedException, ExecutionException {
    return metrics()
        .lines()
        .filter(each -> !each.startsWith("#"))
        .map(each -> each.split("[ {]", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> queriesOfTheBoard() throws IOException {
    List<String> queries = new ArrayList<>();
    JsonNode board = new ObjectMapper().readTree(SHIPPED.resolve("board.json").toFile());
    for (JsonNode panel : board.path("panels")) {
      panel.path("targets").forEach(each -> queries.add(each.path("expr").asText()));
    }
    return queries;
  }

  private static Set<String> names(Stream<String> expressions) {
    return expressions
        .flatMap(each -> NAME.matcher(each).results())
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyMetricOfTheRulesIsOneOfTheGateways() throws Exception {
    Set<String> named =
        names(Files.readAllLines(RULES).stream().filter(each -> each.contains(" expr: ")));

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(samples()).containsAll(named);
  }

  @Test
  void everyMetricOfTheBoardIsOneOfTheGateways() throws Exception {
    Set<String> named = names(queriesOfTheBoard().stream());

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(samples()).containsAll(named);
  }

  /** Both ways: none is missing there, and none there is none here. */
  @Test
  void pageOnOperatingListsEveryMetric() throws Exception {
    String page = Files.readString(PAGE);
    String section = page.substring(page.indexOf("## Watching"), page.indexOf("## Siblings"));
    Set<String> listed = names(section.lines().filter(each -> each.startsWith("| `lockstep_")));
    Set<String> families =
        metrics()
            .lines()
            .map(FAMILY::matcher)
            .filter(Matcher::matches)
            .map(found -> found.group(1))
            .filter(each -> !each.endsWith("_seconds_max"))
            .collect(Collectors.toCollection(TreeSet::new));
    listed.removeIf(each -> each.matches("lockstep_(ensemble|orders)_.*"));
    listed.remove("lockstep_restat_enlisted"); // from the first enlistment on

    assertThat(listed).isEqualTo(families);
  }

  @Test
  void promtoolTakesRulesTheirTestsAndTheExample() throws Exception {
    Path promtool = Distribution.required("promtool");

    run(promtool, Path.of("/dev/null"), "check", "rules", "rules.yml");
    run(promtool, Path.of("/dev/null"), "test", "rules", "rules_test.yml");
    run(promtool, Path.of("/dev/null"), "check", "config", "--syntax-only", "prometheus.yml");
  }

  /**
   * Names, units and help as Prometheus wants them; what Java's own binders call theirs is not
   * ours.
   */
  @Test
  void promtoolHasNothingAgainstOurMetrics() throws Exception {
    Path promtool = Distribution.required("promtool");
    String ours =
        metrics()
            .lines()
            .filter(each -> each.startsWith("lockstep_") || each.matches("# \\S+ lockstep_.*"))
            .collect(Collectors.joining("\n", "", "\n"));

    run(promtool, Files.writeString(folder.resolve("metrics.txt"), ours), "check", "metrics");
  }

  private static void run(Path program, Path input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path said = folder.resolve("said.txt");
    int code =
        new ProcessBuilder(command)
            .directory(SHIPPED.toFile())
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start()
            .waitFor();
    assertThat(code).as("%s%n%s", command, Files.readString(said)).isZero();
  }

  @Test
  void noPanelOfTheBoardIsEmptyAtAGatewayWithSomethingToDo() throws Exception {
    Path program = Distribution.required("prometheus");
    String gateway = line.gateway().address().replace("http://", "");
    List<String> empty = new ArrayList<>(queriesOfTheBoard());
    assertThat(empty).hasSizeGreaterThan(20);
    try (PrometheusServer prometheus = PrometheusServer.start(program, folder, gateway, RULES)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(load.isAlive()).as("still under load").isTrue();
                empty.removeIf(query -> answers(prometheus, query));
                assertThat(empty).isEmpty();
              });
      // One alarm of the shipped rules as a real server raises it: the broker is away.
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  !prometheus
                      .query(
                          "ALERTS{alertname=\"LockstepOutboxTrouble\", instance=\""
                              + gateway
                              + "\"}")
                      .isEmpty());
    }
  }

  private static boolean answers(PrometheusServer prometheus, String query) {
    try {
      String whole = query.replace("$instance", ".*").replace("$__rate_interval", "3s");
      return !prometheus.query(whole).isEmpty();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
