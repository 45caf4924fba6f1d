package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.rest.client.FakePeer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private static final String L = "/lra/participants/";
  private static final String PASSWORD = "correct horse";
  private static final String HASH =
      "pbkdf2-sha256$1000$AAAAAAAAAAAAAAAAAAAAAA==$xux8x5gSotCULSiOpvX4z4d+Cc1IcITd5dKdDAEl37o=";
  private static final ContractCalls.Caller USUAL = new ContractCalls.Caller("all", PASSWORD);
  private static final String APPROVAL = "{\"reason\": \"the line was checked\"}";

  /**
   * Nothing is damaged here, no ensemble is there, NarayanaIT has a coordinator to enlist with, and
   * StandbyIT a second PC.
   */
  private static final Set<String> ONLY_REFUSED =
      Set.of(
          "acknowledgeJournalDamage",
          "acknowledgeDecisionDamage",
          "forgetCoordination",
          "enlist",
          "readStandby",
          "goAlone",
          "takeOver",
          "stepDown");

  private static GatewayProcess gateway;
  private static ContractCalls calls;
  private static FakePeer actions;
  private static Path plans;
  private static String address;

  @BeforeAll
  static void start() throws Exception {
    Path folder = Distribution.folder("contract");
    actions = new FakePeer();
    int port = FreePorts.find(1).getFirst();
    address = "http://127.0.0.1:" + port;
    var plan =
        new GatewayProcess.Plan("contract", Distribution.home(), folder, port, settings(folder));
    gateway = new GatewayProcess(plan).start().awaitReady();
    calls = ContractCalls.through(address, folder, USUAL);
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
    settings.put("lockstep.coordinators.allowed", actions.address().toString());
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
    if (calls != null) {
      calls.close();
    }
    if (actions != null) {
      actions.close();
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
    playActions();
    playBranches();
    playTrust();
    playLooks();

    Set<String> all = calls.described();
    assertThat(calls.played(status -> true)).containsExactlyInAnyOrderElementsOf(all);
    all.removeAll(ONLY_REFUSED);
    assertThat(calls.played(status -> status.startsWith("2"))).containsAll(all);
  }

  private void playDecisions() throws Exception {
    calls.post(T + "c-1/prepare", commands("press-1", "set-force", 20), 200);
    calls.post(T + "c-1/prepare", commands("press-1", "set-force", 21), 409);
    calls.post(T + "c-2/prepare", commands("press-1", "set-force", 21), 409);
    calls.post(T + "c-1/commit", "", 200);
    calls.post(T + "c-1/rollback", "", 409);
    calls.post(T + "r-1/prepare", commands("press-1", "set-force", 20), 200);
    assertThat(calls.delete(T + "r-1", 409)).contains("/problems/not-ended");
    calls.post(T + "r-1/rollback", "", 200);
    calls.post(T + "r-1/commit", "", 409);
    calls.delete(T + "r-1", 204);
    calls.post(T + "e-1/execute", commands("press-1", "set-force", 20), 200);
    calls.post(T + "e-2/execute", commands("press-1", "set-force", 2000), 409);
    String look =
        "{\"commands\": [{\"device\": \"press-1\", \"command\": \"set-force\", \"read\": true}]}";
    calls.post(T + "l-1/execute", look, 200);
    calls.post(T + "l-2/prepare", look, 200);
    calls.post(T + "l-2/rollback", "", 200);
    String unlisted = "{\"coordinator\": \"http://nobody/1\", " + look.substring(1);
    calls.post(
        T + "w-1/prepare",
        unlisted.replace("\"read\": true", "\"arguments\": {\"Force\": 5}"),
        200);
    calls.post(T + "w-1/rollback", "", 200);
  }

  private void playRefusals() throws Exception {
    String force = commands("press-2", "set-force", 20);
    calls.post(T + "never/commit", "", 404);
    calls.post(T + "never/release", APPROVAL, 404);
    calls.post(T + "x".repeat(129) + "/rollback", "", 400);
    calls.post(T + "b-1/prepare", "{\"timeout\": \"PT9H\", " + force.substring(1), 400);
    calls.post(
        T + "b-1/prepare",
        "{\"timeout\": \"%s\", ".formatted("x".repeat(9_000)) + force.substring(1),
        413);
    calls.get("/api/v1/transactions?limit=many", 400);
    calls.get(T + "never", 404);
    calls.get("/api/v1/devices/nobody", 404);
    calls.get("/api/v1/devices/press-1/resources/Start", 409);
    calls.get("/api/v1/devices/press-away/resources/Force", 503);
    calls.get("/problems/nothing", 404);
    calls.by(new ContractCalls.Caller("nobody", "wrong"), "GET", T + "c-1", 401);
    calls.by(new ContractCalls.Caller("vera", PASSWORD), "POST", T + "c-1/commit", 403);
    calls.post("/api/v1/journal/damages/7/acknowledge", APPROVAL, 404);
    calls.post("/api/v1/decisions/damages/7/acknowledge", APPROVAL, 404);
  }

  private void playPersons() throws Exception {
    calls.post(T + "s-1/prepare", commands("press-2", "set-force-now", 30), 200);
    HttpResponse<String> withheld = calls.post(T + "s-1/commit", "", 202);
    assertThat(withheld.headers().firstValue("Location")).contains(T + "s-1");
    assertThat(withheld.headers().firstValue("Retry-After")).isPresent();
    calls.post(T + "s-1/rollback", "", 409);
    calls.post(T + "s-1/resolve", "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"seen\"}", 200);
    calls.post(T + "s-1/resolve", "{\"outcome\": \"COMMITTED\", \"reason\": \"seen\"}", 409);
    calls.post(T + "s-2/prepare", commands("press-2", "set-force", 30), 200);
    calls.post(T + "s-2/release", APPROVAL, 409);
    calls.get(T + "s-2/readings", 200);
    calls.get(T + "never-heard-of/readings", 404);
    calls.post("/api/v1/reload", APPROVAL, 200);
    String sibling = "{\"gateway\": \"line-b\", \"votedFor\": \"PT1S\"}";
    calls.post(T + "s-2/renounce", sibling, 200);
    calls.post(T + "s-2/rollback", "", 200);
    calls.post(T + "s-3/renounce", sibling.replace("PT1S", "PT90000H"), 409);
    calls.post(T + "forget", "{\"ids\": [\"s-2\", \"never-heard-of\"]}", 200);
    calls.post(T + "s-4/prepare", commands("press-2", "set-force-now", 30), 200);
    calls.post(T + "s-4/commit", "", 202);
    // Stale again at once, or done: either is an answer.
    calls.post(T + "s-4/release", APPROVAL, 200, 202);
  }

  private void playCoordinations() throws Exception {
    String share =
        "{\"gateway\": \"%s\", ".formatted(address)
            + commands("press-1", "set-force", 40).substring(1);
    calls.post(C, "{\"id\": \"k-1\", \"participants\": [" + share + "]}", 200);
    calls.post(
        C, "{\"id\": \"k-1\", \"participants\": [" + share.replace(": 40}", ": 41}") + "]}", 409);
    calls.post(C, "{\"participants\": [" + share.replace("127.0.0.1", "10.0.0.1") + "]}", 400);
    calls.get(C + "/k-1", 200);
    calls.get(C + "/k-1/decision", 200);
    calls.get(C + "/k-2", 404);
    calls.get(C + "/k-2/decision", 404);
    calls.get(C + "?state=ENDED&limit=5", 200);
    calls.post(C + "/k-1/forget", "{\"reason\": \"seen\"}", 404);
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
    calls.get(P, 200);
    calls.get(P + "/force", 200);
    calls.get(P + "/faulty", 200);
    calls.get(P + "/nothing", 404);
    calls.get(P + "/schema", 200);
    calls.post(P + "/check", call, 200);
    calls.post(P + "/check", call.replace("50", "500"), 200);
    calls.post(P + "/check", "{}", 400);
    calls.post(P + "/dry-run", call, 200);
    calls.post(P + "/dry-run", "{\"plan\": \"faulty\"}", 422);
    calls.post(P + "/run", call, 200);
    calls.post(P + "/run", call.replace("50", "51"), 409);
    calls.post(P + "/run", "{\"version\": \"0\", " + call.substring(1), 409);
    calls.get(C + "/dry-run.p-1", 200);
  }

  private void playRestAt() throws Exception {
    calls.tell(R + "x-1/terminator", "Prepared", 409);
    calls.tell(R + "x-1/terminator", "Committed", 404);
    calls.get(R + "x-1", 404);
    calls.tell(R + "c-1/terminator", "Committed", 200);
    calls.tell(R + "x-1/terminator", "Active", 400);
    calls.get(R + "c-1", 200);
    calls.head(R + "c-1", 200);
    calls.delete(R + "c-1", 204);
    String joining =
        "{\"transaction\": \"http://127.0.0.1:1/tx/1\", "
            + commands("press-1", "set-force", 5).substring(1);
    calls.post("/rest-at/transactions", joining, 502);
    calls.post("/rest-at/transactions", joining.replace("127.0.0.1", "10.0.0.1"), 403);
    calls.post("/rest-at/transactions", joining.replace("press-1", "nobody"), 409);
  }

  private void playActions() throws Exception {
    String joining =
        "{\"lra\": \"%s/lra/1\", ".formatted(actions.address())
            + commands("press-1", "set-force", 6).substring(1);
    actions.says(412, "");
    calls.post("/lra/participants", joining, 409);
    actions.says(200, "Active");
    String participant =
        calls
            .post("/lra/participants", joining, 201)
            .headers()
            .firstValue("Location")
            .map(location -> URI.create(location).getPath())
            .orElseThrow();
    calls.post("/lra/participants", joining.replace("127.0.0.1", "10.0.0.1"), 403);
    calls.post("/lra/participants", joining.replace("press-1", "nobody"), 409);
    calls.get(participant, 200);
    calls.delete(participant, 409);
    calls.put(participant + "/complete", "", 200);
    calls.put(participant + "/compensate", "", 409);
    calls.put(L + "x-1/complete", "", 404);
    calls.put(L + "x-1/compensate", "", 200);
    calls.get(L + "x-2", 404);
    actions.says(200, "Closed");
    calls.get(participant, 200);
    actions.says(500, "");
    calls.get(participant, 202);
    calls.put(participant + "/after", "Perhaps", 400);
    calls.put(participant + "/after", "Closed", 200);
    calls.delete(participant, 200);
  }

  private void playBranches() throws Exception {
    String branch = "/tcc/branches?gid=b-1&branch_id=01&trans_type=tcc&op=";
    calls.post(branch + "try", commands("press-1", "set-force", 7), 200);
    calls.post(branch + "try", commands("press-1", "set-force", 8), 409);
    calls.post(branch + "confirm", commands("press-1", "set-force", 7), 200);
    calls.by(USUAL, "GET", branch + "confirm", 200);
    calls.by(USUAL, "GET", branch + "cancel", 409);
    calls.by(USUAL, "GET", branch.replace("b-1", "b-2") + "confirm", 404);
    calls.post(branch.replace("b-1", "b*1") + "try", commands("press-1", "set-force", 7), 400);
  }

  /** The gateway's own certificate stands for one that a server has shown. */
  private void playTrust() throws Exception {
    String trust = "/api/v1/trust/";
    JsonNode own = new ObjectMapper().readTree(calls.get("/api/v1/trust", 200)).at("/own/0");
    Path file = Path.of(own.at("/file").asText());
    Files.copy(file, file.resolve("../../../rejected/certs/shown.der").normalize());
    String shown = trust + own.at("/certificate/thumbprint").asText();
    calls.post(shown + "/reject", APPROVAL, 200);
    calls.post(shown + "/approve", APPROVAL, 200);
    calls.post(shown + "/reject", APPROVAL, 409);
    calls.get("/api/v1/trust", 200);
    calls.post(shown + "/revoke", APPROVAL, 200);
    calls.post(shown + "/approve", "{\"device\": \"nobody\", \"reason\": \"seen\"}", 404);
    calls.post(trust + "0".repeat(64) + "/approve", APPROVAL, 404);
    calls.post(trust + "nonsense/revoke", APPROVAL, 400);
    calls.post(trust + "own/renew", APPROVAL, 200);
  }

  private void playLooks() throws Exception {
    calls.get("/api/v1/audit?limit=5", 200);
    calls.get("/api/v1/audit?limit=0", 400);
    calls.get("/api/v1/audit/head", 200);
    calls.get("/api/v1/status", 200);
    calls.get("/api/v1/support", 200);
    calls.post("/api/v1/backup", APPROVAL, 200);
    calls.get("/api/v1/outbox", 200);
    calls.get("/api/v1/standby", 404);
    for (String word : List.of("alone", "take-over", "step-down")) {
      calls.post("/api/v1/standby/" + word, APPROVAL, 404);
    }
    calls.get("/api/v1/outbox/schema", 200);
    calls.get(T + "c-1", 200);
    calls.get("/api/v1/transactions?state=ENDED&limit=3", 200);
    calls.get("/api/v1/devices", 200);
    calls.get("/api/v1/devices/press-1", 200);
    calls.get("/api/v1/devices/press-1/resources/Force", 200);
    calls.get("/api/v1/journal", 200);
    calls.get("/api/v1/decisions", 200);
    calls.get("/problems/malformed", 200);
  }

  private static String commands(String device, String command, int force) {
    return "{\"commands\": [{\"device\": \"%s\", \"command\": \"%s\", \"arguments\": {\"Force\": %d}}]}"
        .formatted(device, command, force);
  }
}
