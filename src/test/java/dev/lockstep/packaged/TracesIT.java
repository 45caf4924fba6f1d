package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.bench.Fleet;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two packaged gateways, one of them the coordinator too, and a collector of their traces. */
class TracesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String TRANSACTIONS = "POST /api/v1/transactions/{id}/";

  private static OtlpEndpoint endpoint;
  private static Fleet fleet;
  private static GatewayProcess first;
  private static GatewayProcess second;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    endpoint = new OtlpEndpoint();
    client = HttpClient.newHttpClient();
    Path folder = Distribution.folder("traces");
    Path headers = Files.writeString(folder.resolve("headers"), "Authorization: Bearer s3cret\n");
    fleet = new Fleet(2);
    List<Integer> ports = FreePorts.find(2);
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.catalog.profiles", fleet.write(folder).toString());
    settings.put("lockstep.coordinators.allowed", "http://127.0.0.1:" + ports.get(0));
    settings.put("lockstep.traces.enabled", "true");
    settings.put("lockstep.traces.endpoint", endpoint.address());
    settings.put("lockstep.traces.headers-file", headers.toString());
    settings.put("lockstep.traces.export-every", "100ms");
    second = process("second", folder, ports.get(1), settings);
    settings.put("lockstep.coordinator.enabled", "true");
    settings.put("lockstep.coordinator.path", folder.resolve("decisions.db").toString());
    first = process("first", folder, ports.get(0), settings);
    first.start();
    second.start().awaitReady();
    first.awaitReady();
  }

  private static GatewayProcess process(
      String name, Path folder, int port, Map<String, String> settings) {
    return new GatewayProcess(
        new GatewayProcess.Plan(name, Distribution.home(), folder, port, settings));
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
    endpoint.close();
    client.shutdownNow();
  }

  private static int coordinate(String id, int speed, String traceparent) throws Exception {
    String body =
        "{\"id\":\"%s\",\"participants\":[%s,%s]}"
            .formatted(id, share(first, 0, speed), share(second, 1, speed));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(first.address() + "/api/v1/coordinations"))
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!traceparent.isEmpty()) {
      request.header("traceparent", traceparent);
    }
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).contains("COMMITTED");
    return answer.statusCode();
  }

  private static String share(GatewayProcess gateway, int drive, int speed) {
    return "{\"gateway\":\"%s\",%s"
        .formatted(gateway.address(), fleet.commands(drive, speed).substring(1));
  }

  private static List<OtlpEndpoint.Received> of(String id) {
    return endpoint.received().stream()
        .filter(each -> id.equals(each.attributes().get("lockstep.transaction.id")))
        .toList();
  }

  private static OtlpEndpoint.Received one(String id, String gateway, String name) {
    return of(id).stream()
        .filter(each -> each.gateway().equals(gateway) && each.name().equals(name))
        .filter(each -> !each.attributes().containsKey("url.full"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(gateway + " " + name + " in " + of(id)));
  }

  private static OtlpEndpoint.Received call(String id, String verb, GatewayProcess gateway) {
    String url = gateway.address() + "/api/v1/transactions/" + id + "/" + verb;
    return of(id).stream()
        .filter(each -> url.equals(each.attributes().get("url.full")))
        .findFirst()
        .orElseThrow(() -> new AssertionError(url + " in " + of(id)));
  }

  private static void awaitAll(String id) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                of(id).stream().anyMatch(each -> each.name().equals("POST /api/v1/coordinations"))
                    && of(id).stream().filter(each -> each.name().equals("actuate")).count() == 2
                    && of(id).stream()
                            .filter(each -> each.name().equals(TRANSACTIONS + "commit"))
                            .count()
                        == 4);
  }

  @Test
  void coordinationOverTwoGatewaysIsOneTraceFromTheCallerToEachWrite() throws Exception {
    assertThat(coordinate("c:1", 11, "00-" + TRACE + "-" + CALLER + "-01")).isEqualTo(200);
    awaitAll("c:1");

    assertThat(of("c:1")).allMatch(each -> each.trace().equals(TRACE));
    OtlpEndpoint.Received request = one("c:1", "first", "POST /api/v1/coordinations");
    assertThat(request.parent()).isEqualTo(CALLER);
    assertThat(one("c:1", "first", "decision log").parent()).isEqualTo(request.id());
    for (GatewayProcess each : List.of(first, second)) {
      String drive = each == first ? "drive-0" : "drive-1";
      for (String verb : List.of("prepare", "commit")) {
        assertThat(call("c:1", verb, each).parent()).isEqualTo(request.id());
        assertThat(one("c:1", each.name(), TRANSACTIONS + verb).parent())
            .isEqualTo(call("c:1", verb, each).id());
      }
      OtlpEndpoint.Received commit = one("c:1", each.name(), TRANSACTIONS + "commit");
      OtlpEndpoint.Received actuate = one("c:1", each.name(), "actuate");
      assertThat(actuate.parent()).isEqualTo(commit.id());
      assertThat(one("c:1", each.name(), "write " + drive).parent()).isEqualTo(actuate.id());
      assertThat(one("c:1", each.name(), "journal append").trace()).isEqualTo(TRACE);
    }
    assertThat(endpoint.token()).isEqualTo("Bearer s3cret");
    assertThat(endpoint.received().toString()).doesNotContain("s3cret");
  }

  @Test
  void callerWithoutATraceGetsOneAndAnEndpointThatRefusesCostsSpansAlone() throws Exception {
    coordinate("c:2", 12, "");
    awaitAll("c:2");
    assertThat(of("c:2").stream().map(OtlpEndpoint.Received::trace).distinct()).hasSize(1);
    assertThat(one("c:2", "first", "POST /api/v1/coordinations").parent()).isEmpty();

    endpoint.answers(503);
    try {
      assertThat(coordinate("c:3", 13, "")).isEqualTo(200);
      await().atMost(PATIENCE).until(() -> count("NOT_TAKEN") > 0);
      await()
          .atMost(PATIENCE)
          .until(() -> Files.readString(first.plan().log()).contains("does not take spans"));
      assertThat(first.rest().get("/q/health/ready").status()).isEqualTo(200);
    } finally {
      endpoint.answers(200);
    }
    assertThat(Files.readString(first.plan().log()))
        .contains("does not take spans (it refused them)")
        .doesNotContain("s3cret");
  }

  private static double count(String fate) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(first.address() + "/q/metrics"))
            .header("Accept", "text/plain")
            .build();
    return client
        .send(request, HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(each -> each.startsWith("lockstep_traces_spans_total{fate=\"" + fate + "\""))
        .mapToDouble(each -> Double.parseDouble(each.substring(each.indexOf(' ') + 1)))
        .sum();
  }
}
