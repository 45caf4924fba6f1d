package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The API does what its OpenAPI document says: every operation is played through a proxy that holds
 * requests and answers against the document.
 */
class ContractIT {
  private static final String T = "/api/v1/transactions/";
  private static final String C = "/api/v1/coordinations";
  private static final String P = "/api/v1/plans";
  private static final String R = "/rest-at/participants/";
  private static final String PASSWORD = "correct horse";
  private static final String HASH =
      "pbkdf2-sha256$1000$AAAAAAAAAAAAAAAAAAAAAA==$xux8x5gSotCULSiOpvX4z4d+Cc1IcITd5dKdDAEl37o=";
  private static final String APPROVAL = "{\"reason\": \"the line was checked\"}";

  /**
   * Nothing is damaged here, no ensemble is there, and NarayanaIT has a coordinator to enlist with.
   */
  private static final Set<String> ONLY_REFUSED =
      Set.of(
          "acknowledgeJournalDamage", "acknowledgeDecisionDamage", "forgetCoordination", "enlist");

  private static GatewayProcess gateway;
  private static PrismProxy proxy;
  private static JsonNode document;
  private static Path plans;
  private static String address;

  /** Operations that were met, each with the status of the answer. */
  private final Set<String> played = new TreeSet<>();

  @BeforeAll
  static void start() throws Exception {
    Path folder = Distribution.folder("contract");
    int port = FreePorts.find(1).getFirst();
    address = "http://127.0.0.1:" + port;
    var plan =
        new GatewayProcess.Plan("contract", Distribution.home(), folder, port, settings(folder));
    gateway = new GatewayProcess(plan).start().awaitReady();
    document = document();
    Path file = folder.resolve("openapi.json");
    new ObjectMapper().writeValue(file.toFile(), bothJson(document.deepCopy()));
    proxy = PrismProxy.start(address, file, folder);
  }

  private static JsonNode document() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI openapi = URI.create(address + "/q/openapi?format=JSON");
      HttpRequest request = HttpRequest.newBuilder(openapi).build();
      return new ObjectMapper().readTree(client.send(request, BodyHandlers.ofString()).body());
    }
  }

  /**
   * The document as prism can use it, which does not tell a problem from other JSON: where an
   * answer may be either, it is held against both.
   */
  private static JsonNode bothJson(JsonNode document) {
    for (JsonNode responses : document.findValues("responses")) {
      for (JsonNode response : responses) {
        JsonNode answer = response.at("/content/application~1json");
        JsonNode problem = response.at("/content/application~1problem+json");
        if (!answer.isMissingNode() && !problem.isMissingNode()) {
          ObjectNode either = JsonNodeFactory.instance.objectNode();
          either.putArray("anyOf").add(answer.path("schema")).add(problem.path("schema"));
          ((ObjectNode) answer).set("schema", either);
          ((ObjectNode) problem).set("schema", either);
        }
      }
    }
    return document;
  }

  private static Map<String, String> settings(Path folder) throws Exception {
    Path resources = Path.of("src/test/resources/contract").toAbsolutePath();
    String users =
        "all coordinator,operator,sibling,viewer %1$s%nvera viewer %1$s%n".formatted(HASH);
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.catalog.profiles", resources.resolve("press.yaml").toString());
    settings.put("lockstep.catalog.devices", resources.resolve("devices.yaml").toString());
    settings.put("lockstep.security.users-file", secret(folder.resolve("users"), users));
    settings.put("lockstep.outbound.user", "all");
    settings.put("lockstep.outbound.password-file", secret(folder.resolve("password"), PASSWORD));
    settings.put("lockstep.coordinator.enabled", "true");
    settings.put("lockstep.coordinator.path", folder.resolve("decisions.db").toString());
    plans = Files.createDirectories(folder.resolve("plans"));
    settings.put("lockstep.catalog.plans", plans.toString());
    settings.put("lockstep.restat.coordinators", "http://127.0.0.1:1");
    settings.put("lockstep.limits.body-max", "8K");
    settings.put("lockstep.opcua.connect-timeout", "200ms");
    settings.put("lockstep.opcua.pki", folder.resolve("pki").toString());
    settings.put("lockstep.outbound.origins", address);
    return settings;
  }

  private static String secret(Path file, String content) throws Exception {
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"))
        .toString();
  }

  @AfterAll
  static void stop() {
    if (proxy != null) {
      proxy.close();
    }
    if (gateway != null) {
      gateway.close();
    }
  }

  @Test
  void everyOperationAnswersAsItsDescriptionSays() throws Exception {
    playDecisions();
    playRefusals();
    playPersons();
    playCoordinations();
    playPlans();
    playRestAt();
    playTrust();
    playLooks();

    Set<String> all = new HashSet<>(document.at("/paths").findValuesAsText("operationId"));
    assertThat(operations(played)).containsExactlyInAnyOrderElementsOf(all);
    all.removeAll(ONLY_REFUSED);
    assertThat(operations(played.stream().filter(each -> each.contains(" 2")).toList()))
        .containsAll(all);
  }

  private static Set<String> operations(Iterable<String> played) {
    Set<String> operations = new HashSet<>();
    played.forEach(each -> operations.add(each.substring(0, each.indexOf(' '))));
    return operations;
  }

  private void playDecisions() throws Exception {
    post(T + "c-1/prepare", commands("press-1", "set-force", 20), 200);
    post(T + "c-1/prepare", commands("press-1", "set-force", 21), 409);
    post(T + "c-2/prepare", commands("press-1", "set-force", 21), 409);
    post(T + "c-1/commit", "", 200);
    post(T + "c-1/rollback", "", 409);
    post(T + "r-1/prepare", commands("press-1", "set-force", 20), 200);
    assertThat(delete(T + "r-1", 409)).contains("/problems/not-ended");
    post(T + "r-1/rollback", "", 200);
    post(T + "r-1/commit", "", 409);
    delete(T + "r-1", 204);
    post(T + "e-1/execute", commands("press-1", "set-force", 20), 200);
    post(T + "e-2/execute", commands("press-1", "set-force", 2000), 409);
    String look =
        "{\"commands\": [{\"device\": \"press-1\", \"command\": \"set-force\", \"read\": true}]}";
    post(T + "l-1/execute", look, 200);
    post(T + "l-2/prepare", look, 200);
    post(T + "l-2/rollback", "", 200);
    String unlisted = "{\"coordinator\": \"http://nobody/1\", " + look.substring(1);
    post(
        T + "w-1/prepare",
        unlisted.replace("\"read\": true", "\"arguments\": {\"Force\": 5}"),
        200);
    post(T + "w-1/rollback", "", 200);
  }

  private void playRefusals() throws Exception {
    String force = commands("press-2", "set-force", 20);
    post(T + "never/commit", "", 404);
    post(T + "never/release", APPROVAL, 404);
    post(T + "x".repeat(129) + "/rollback", "", 400);
    post(T + "b-1/prepare", "{\"timeout\": \"PT9H\", " + force.substring(1), 400);
    post(
        T + "b-1/prepare",
        "{\"timeout\": \"%s\", ".formatted("x".repeat(9_000)) + force.substring(1),
        413);
    get("/api/v1/transactions?limit=many", 400);
    get(T + "never", 404);
    get("/api/v1/devices/nobody", 404);
    get("/api/v1/devices/press-1/resources/Start", 409);
    get("/api/v1/devices/press-away/resources/Force", 503);
    get("/problems/nothing", 404);
    send("GET", T + "c-1", "", 401, request("nobody", "wrong"));
    send("POST", T + "c-1/commit", "", 403, request("vera", PASSWORD));
    post("/api/v1/journal/damages/7/acknowledge", APPROVAL, 404);
    post("/api/v1/decisions/damages/7/acknowledge", APPROVAL, 404);
  }

  private void playPersons() throws Exception {
    post(T + "s-1/prepare", commands("press-2", "set-force-now", 30), 200);
    HttpResponse<String> withheld = post(T + "s-1/commit", "", 202);
    assertThat(withheld.headers().firstValue("Location")).contains(T + "s-1");
    assertThat(withheld.headers().firstValue("Retry-After")).isPresent();
    post(T + "s-1/rollback", "", 409);
    post(T + "s-1/resolve", "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"seen\"}", 200);
    post(T + "s-1/resolve", "{\"outcome\": \"COMMITTED\", \"reason\": \"seen\"}", 409);
    post(T + "s-2/prepare", commands("press-2", "set-force", 30), 200);
    post(T + "s-2/release", APPROVAL, 409);
    get(T + "s-2/readings", 200);
    get(T + "never-heard-of/readings", 404);
    post("/api/v1/reload", APPROVAL, 200);
    String sibling = "{\"gateway\": \"line-b\", \"votedFor\": \"PT1S\"}";
    post(T + "s-2/renounce", sibling, 200);
    post(T + "s-2/rollback", "", 200);
    post(T + "s-3/renounce", sibling.replace("PT1S", "PT90000H"), 409);
    post(T + "forget", "{\"ids\": [\"s-2\", \"never-heard-of\"]}", 200);
    post(T + "s-4/prepare", commands("press-2", "set-force-now", 30), 200);
    post(T + "s-4/commit", "", 202);
    // Stale again at once, or done: either is an answer.
    HttpResponse<String> released =
        send("POST", T + "s-4/release", APPROVAL, -1, request("all", PASSWORD));
    assertThat(released.statusCode()).isIn(200, 202);
  }

  private void playCoordinations() throws Exception {
    String share =
        "{\"gateway\": \"%s\", ".formatted(address)
            + commands("press-1", "set-force", 40).substring(1);
    post(C, "{\"id\": \"k-1\", \"participants\": [" + share + "]}", 200);
    post(C, "{\"id\": \"k-1\", \"participants\": [" + share.replace(": 40}", ": 41}") + "]}", 409);
    post(C, "{\"participants\": [" + share.replace("127.0.0.1", "10.0.0.1") + "]}", 400);
    get(C + "/k-1", 200);
    get(C + "/k-1/decision", 200);
    get(C + "/k-2", 404);
    get(C + "/k-2/decision", 404);
    get(C + "?state=ENDED&limit=5", 200);
    post(C + "/k-1/forget", "{\"reason\": \"seen\"}", 404);
  }

  private void playPlans() throws Exception {
    String plan =
        """
        parameters: [{ name: Force, valueType: Float64, minimum: 0, maximum: 100 }]
        participants:
          - gateway: %s
            commands: [{ device: press-1, command: set-force, arguments: { Force: "${Force}" } }]
        """;
    Files.writeString(plans.resolve("force.yaml"), plan.formatted(address));
    Files.writeString(plans.resolve("faulty.yaml"), "participants: []\n");
    String call = "{\"plan\": \"force\", \"id\": \"p-1\", \"parameters\": {\"Force\": 50}}";
    get(P, 200);
    get(P + "/force", 200);
    get(P + "/faulty", 200);
    get(P + "/nothing", 404);
    get(P + "/schema", 200);
    post(P + "/check", call, 200);
    post(P + "/check", call.replace("50", "500"), 200);
    post(P + "/check", "{}", 400);
    post(P + "/dry-run", call, 200);
    post(P + "/dry-run", "{\"plan\": \"faulty\"}", 422);
    post(P + "/run", call, 200);
    post(P + "/run", call.replace("50", "51"), 409);
    post(P + "/run", "{\"version\": \"0\", " + call.substring(1), 409);
    get(C + "/dry-run.p-1", 200);
  }

  private void playRestAt() throws Exception {
    tell("x-1", "Prepared", 409);
    tell("x-1", "Committed", 404);
    get(R + "x-1", 404);
    tell("c-1", "Committed", 200);
    tell("x-1", "Active", 400);
    get(R + "c-1", 200);
    send("HEAD", R + "c-1", "", 200, request("all", PASSWORD));
    delete(R + "c-1", 204);
    String joining =
        "{\"transaction\": \"http://127.0.0.1:1/tx/1\", "
            + commands("press-1", "set-force", 5).substring(1);
    post("/rest-at/transactions", joining, 502);
    post("/rest-at/transactions", joining.replace("127.0.0.1", "10.0.0.1"), 403);
    post("/rest-at/transactions", joining.replace("press-1", "nobody"), 409);
  }

  /** The gateway's own certificate stands for one that a server has shown. */
  private void playTrust() throws Exception {
    String trust = "/api/v1/trust/";
    HttpResponse<String> standing = send("GET", "/api/v1/trust", "", 200, request("all", PASSWORD));
    JsonNode own = new ObjectMapper().readTree(standing.body()).at("/own/0");
    Path file = Path.of(own.at("/file").asText());
    Files.copy(file, file.resolve("../../../rejected/certs/shown.der").normalize());
    String shown = trust + own.at("/certificate/thumbprint").asText();
    post(shown + "/reject", APPROVAL, 200);
    post(shown + "/approve", APPROVAL, 200);
    post(shown + "/reject", APPROVAL, 409);
    get("/api/v1/trust", 200);
    post(shown + "/revoke", APPROVAL, 200);
    post(shown + "/approve", "{\"device\": \"nobody\", \"reason\": \"seen\"}", 404);
    post(trust + "0".repeat(64) + "/approve", APPROVAL, 404);
    post(trust + "nonsense/revoke", APPROVAL, 400);
    post(trust + "own/renew", APPROVAL, 200);
  }

  private void playLooks() throws Exception {
    get("/api/v1/audit?limit=5", 200);
    get("/api/v1/audit?limit=0", 400);
    get("/api/v1/audit/head", 200);
    get("/api/v1/status", 200);
    get("/api/v1/support", 200);
    post("/api/v1/backup", APPROVAL, 200);
    get("/api/v1/outbox", 200);
    get("/api/v1/outbox/schema", 200);
    get(T + "c-1", 200);
    get("/api/v1/transactions?state=ENDED&limit=3", 200);
    get("/api/v1/devices", 200);
    get("/api/v1/devices/press-1", 200);
    get("/api/v1/devices/press-1/resources/Force", 200);
    get("/api/v1/journal", 200);
    get("/api/v1/decisions", 200);
    get("/problems/malformed", 200);
  }

  private static String commands(String device, String command, int force) {
    return "{\"commands\": [{\"device\": \"%s\", \"command\": \"%s\", \"arguments\": {\"Force\": %d}}]}"
        .formatted(device, command, force);
  }

  private void get(String path, int status) throws Exception {
    send("GET", path, "", status, request("all", PASSWORD));
  }

  private String delete(String path, int status) throws Exception {
    return send("DELETE", path, "", status, request("all", PASSWORD)).body();
  }

  private HttpResponse<String> post(String path, String body, int status) throws Exception {
    return send("POST", path, body, status, request("all", PASSWORD));
  }

  private void tell(String participant, String word, int status) throws Exception {
    HttpRequest.Builder request =
        request("all", PASSWORD).setHeader("Content-Type", "application/txstatus");
    String body = "txstatus=Transaction" + word;
    send("PUT", R + participant + "/terminator", body, status, request);
  }

  private static HttpRequest.Builder request(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return HttpRequest.newBuilder()
        .header("Content-Type", "application/json")
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
  }

  /**
   * Sends it, and finds neither it nor its answer at fault.
   *
   * @param status that is wanted; -1 for any
   */
  private HttpResponse<String> send(
      String method, String path, String body, int status, HttpRequest.Builder request)
      throws Exception {
    request.method(
        method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    HttpResponse<String> answer = proxy.send(request, path);
    String said = "%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body());
    assertThat(answer.headers().firstValue(PrismProxy.VIOLATIONS)).as(said).isEmpty();
    if (status >= 0) {
      assertThat(answer.statusCode()).as(said).isEqualTo(status);
    }
    played.add(operation(method, path) + " " + answer.statusCode());
    return answer;
  }

  private static String operation(String method, String path) {
    String plain = path.replaceAll("\\?.*", "");
    return document
        .at("/paths")
        .propertyStream()
        .filter(each -> plain.matches(each.getKey().replaceAll("\\{[^}]+}", "[^/]+")))
        .map(each -> each.getValue().path(method.toLowerCase(Locale.ROOT)))
        .map(each -> each.path("operationId").asText())
        .filter(id -> !id.isEmpty())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no operation: " + method + " " + path));
  }
}
