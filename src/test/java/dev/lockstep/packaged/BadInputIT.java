package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/**
 * A gateway that is configured wrongly says in a few lines what is wrong and what would be right,
 * exits with 1, and shows nobody a stack trace.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
  private static final String BROKEN =
      """
      name: Broken
      deviceResources:
        - { name: Force, properties: { valueType: Flaot64, readWrite: RW } }
      """;
  private static final String DEVICES =
      """
      deviceList:
        - name: far-press
          profileName: hydraulic-press
          protocols:
            opcua: { Endpoint: "opc.tcp://127.0.0.1:%d", SecurityPolicy: None, SecurityMode: None, Insecure: true }
        - name: near-press
          profileName: hydraulic-press
          protocols: { simulated: { GuardClosed: "true", PressState: "0" } }
      """;

  private final Path folder = Distribution.folder("bad-input");
  private final CommandLine commands = new CommandLine(folder, Map.of());
  private final List<Integer> ports = FreePorts.find(3);
  private final Path profiles = folder.resolve("profiles");
  private Path devices;
  private GatewayProcess gateway;

  /** Of the journal of a start that is refused. */
  private Path refused;

  /** One gateway for all that only want one to be there. */
  @BeforeAll
  void describe() throws IOException {
    copyProfile(profiles);
    // Nobody listens there: the port was free, and stays so.
    devices = Files.writeString(folder.resolve("devices.yaml"), DEVICES.formatted(ports.get(1)));
    gateway =
        new GatewayProcess(
            new GatewayProcess.Plan(
                "lonely", Distribution.home(), folder, ports.getFirst(), settings(Map.of())));
    gateway.start();
  }

  private static void copyProfile(Path target) throws IOException {
    Files.copy(
        Distribution.home().resolve("device-profiles/hydraulic-press.yaml"),
        Files.createDirectories(target).resolve("hydraulic-press.yaml"));
  }

  @AfterAll
  void end() {
    gateway.close();
  }

  @BeforeEach
  void nothingYet(TestInfo test) {
    gateway.awaitReady();
    refused = folder.resolve("refused-" + test.getTestMethod().orElseThrow().getName());
  }

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.catalog.profiles", profiles.toString());
    settings.put("lockstep.catalog.devices", devices.toString());
    settings.put("lockstep.opcua.pki", folder.resolve("pki").toString());
    settings.putAll(more);
    return settings;
  }

  /** A start with these settings besides a journal of its own, which must fail. */
  private String refusedStart(Map<String, String> more) throws Exception {
    return refusedStart(more, Map.of());
  }

  private String refusedStart(Map<String, String> more, Map<String, String> environment)
      throws Exception {
    StringBuilder options = new StringBuilder();
    Map<String, String> settings = settings(Map.of());
    settings.put("lockstep.journal.path", refused.resolve("journal.db").toString());
    settings.put("quarkus.http.port", Integer.toString(ports.getLast()));
    settings.putAll(more);
    settings.forEach((key, value) -> options.append(" -D%s=%s".formatted(key, value)));
    CommandLine.Said said =
        new CommandLine(folder, Map.of("JAVA_OPTS", options.toString())).in(environment).lockstep();
    assertThat(said.code()).as("%s", said).isEqualTo(1);
    assertThat(said.out() + said.err()).doesNotContain("\tat ", "Exception");
    assertThat(said.err()).startsWith("lockstep: ");
    return said.err();
  }

  @Test
  void profileThatDoesNotParseStopsTheStartByFileLineAndRemedy() throws Exception {
    Path broken = broken("broken");

    assertThat(refusedStart(Map.of("lockstep.catalog.profiles", broken.getParent().toString())))
        .contains(broken + ":3:", "unknown valueType \"Flaot64\"; did you mean Float64?")
        .contains("1 fault in profiles and device lists", "lockstep.catalog.skip-faulty=true");
  }

  /** In a folder of its own, beside one that parses. */
  private Path broken(String name) throws IOException {
    copyProfile(folder.resolve(name));
    return Files.writeString(folder.resolve(name).resolve("broken.yaml"), BROKEN);
  }

  @Test
  void faultyProfileIsLeftOutWhereThatIsWanted() throws Exception {
    Path broken = broken("lenient");
    Map<String, String> skipping =
        settings(
            Map.of(
                "lockstep.catalog.profiles",
                broken.getParent().toString(),
                "lockstep.catalog.skip-faulty",
                "true"));
    try (GatewayProcess lenient =
        new GatewayProcess(
            new GatewayProcess.Plan(
                "lenient", Distribution.home(), folder, ports.getLast(), skipping))) {
      lenient.start().awaitReady();

      assertThat(Files.readString(lenient.plan().log())).contains("left out: " + broken + ":3:");
      assertThat(prepare(lenient, "t-1", "near-press").status()).isEqualTo(200);
    }
  }

  @Test
  void secondGatewayOnTheSameJournalIsRefusedAndTheFirstGoesOn() throws Exception {
    Path journal = gateway.plan().home().resolve("journal.db");

    String refusal = refusedStart(Map.of("lockstep.journal.path", journal.toString()));

    assertThat(refusal)
        .contains(journal + " is in use by process " + gateway.pid(), "lockstep.journal.path");
    assertThat(prepare(gateway, "t-1", "near-press").status()).isEqualTo(200);
    assertThat(gateway.rest().post("/api/v1/transactions/t-1/rollback", "").status())
        .isEqualTo(200);
  }

  @Test
  void portThatIsTakenIsNamed() throws Exception {
    String taken = Integer.toString(ports.getFirst());

    assertThat(refusedStart(Map.of("quarkus.http.port", taken)))
        .contains("quarkus.http.port", "127.0.0.1:" + ports.getFirst(), "choose another port");
  }

  @Test
  void commandNamesTheVariableThatIsNoKeyAndShowsNoHelp() throws Exception {
    CommandLine mistyped = commands.in(Map.of("LOCKSTEP_JURNAL_PATH", "x"));
    List<List<String>> calls =
        List.of(
            List.of("browse", "opc.tcp://127.0.0.1:1"),
            List.of("browse", "mqtt://127.0.0.1:1"),
            List.of("journal", "verify"),
            List.of("journal", "live"),
            List.of("restore", "backup", "--dry-run"));
    for (List<String> each : calls) {
      CommandLine.Said said = mistyped.lockstep(each.toArray(String[]::new));
      assertThat(said.code()).as("%s", each).isEqualTo(2);
      assertThat(said.err())
          .startsWith("lockstep " + each.getFirst())
          .contains("LOCKSTEP_JURNAL_PATH is no key of Lockstep", "conf/application.properties")
          .doesNotContain("Usage:");
    }
  }

  @Test
  void addressThatOthersReachWantsTlsAndUsers() throws Exception {
    assertThat(refusedStart(Map.of("quarkus.http.host", "0.0.0.0")))
        .contains("quarkus.http.host is \"0.0.0.0\"", "quarkus.tls", "lockstep.security.users-file")
        .contains("lockstep.insecure=true");

    assertThat(refused).as("no journal was made, none migrated").doesNotExist();
  }

  @Test
  void usersFileThatCannotBeReadLeavesTheDiskAsItWas() throws Exception {
    Path users = Files.writeString(folder.resolve("users"), "anna operator\n");
    Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));

    assertThat(refusedStart(Map.of("lockstep.security.users-file", users.toString())))
        .contains(users + ":1: expected NAME ROLE[,ROLE] HASH");

    assertThat(refused).doesNotExist();
  }

  @Test
  void keyThatDoesNotExistIsATypingError() throws Exception {
    assertThat(refusedStart(Map.of("lockstep.jurnal.path", "x")))
        .contains("lockstep.jurnal.path", "no key of Lockstep", "conf/application.properties");
  }

  @Test
  void variableThatIsNoKeyIsATypingErrorToo() throws Exception {
    Map<String, String> environment =
        Map.of("LOCKSTEP_JURNAL_PATH", "x", "LOCKSTEP_GATEWAY_NAME", "line-3", "LOCKSTEP_CI", "no");

    assertThat(refusedStart(Map.of(), environment))
        .contains("LOCKSTEP_JURNAL_PATH is no key of Lockstep", "conf/application.properties")
        .doesNotContain("LOCKSTEP_GATEWAY_NAME", "LOCKSTEP_CI");
  }

  /**
   * With the port taken, so that it ends: as far as that it comes only with an environment it
   * takes.
   */
  @Test
  void whatKubernetesTellsOfAServiceOfThatNameDoesNotKeepItFromStarting() throws Exception {
    Map<String, String> environment =
        Map.of(
            "LOCKSTEP_SERVICE_HOST", "10.96.0.7",
            "LOCKSTEP_SERVICE_PORT", "8080",
            "LOCKSTEP_SERVICE_PORT_HTTP", "8080",
            "LOCKSTEP_PORT", "tcp://10.96.0.7:8080",
            "LOCKSTEP_PORT_8080_TCP", "tcp://10.96.0.7:8080",
            "LOCKSTEP_PORT_8080_TCP_PROTO", "tcp",
            "LOCKSTEP_PORT_8080_TCP_PORT", "8080",
            "LOCKSTEP_PORT_8080_TCP_ADDR", "10.96.0.7");
    try (ServerSocket taken =
        new ServerSocket(ports.getLast(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();

      assertThat(refusedStart(Map.of(), environment)).contains("choose another port");
    }
  }

  @Test
  void hostThatIsNoneStopsTheStart() throws Exception {
    assertThat(refusedStart(Map.of("lockstep.http.hosts", "http://line-a")))
        .contains("lockstep.http.hosts is \"http://line-a\"", "without scheme and port");
  }

  @Test
  void valueThatDoesNotFitItsKeyIsNamedWithIt() throws Exception {
    assertThat(refusedStart(Map.of("lockstep.transactions.check-within", "soon")))
        .contains("lockstep.transactions.check-within", "\"soon\"");
  }

  @Test
  void machineThatIsNotThereHoldsUpNobodyElse() throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(gateway.rest().get("/api/v1/devices/far-press").body().toString())
                    .contains("\"DISCONNECTED\""));
    Rest.Reply vote = prepare(gateway, "t-2", "far-press");
    assertThat(vote.status()).isEqualTo(409);
    assertThat(vote.body().path("vote").asText()).isEqualTo("ROLLBACK");
    JsonNode reason = vote.body().path("reasons").path(0);
    assertThat(reason.path("code").asText()).isEqualTo("DISCONNECTED");
    assertThat(reason.path("device").asText()).isEqualTo("far-press");
    assertThat(prepare(gateway, "t-3", "near-press").status()).isEqualTo(200);
    assertThat(gateway.rest().post("/api/v1/transactions/t-3/rollback", "").status())
        .isEqualTo(200);
  }

  private static Rest.Reply prepare(GatewayProcess gateway, String id, String device) {
    return gateway
        .rest()
        .post(
            "/api/v1/transactions/" + id + "/prepare",
            Map.of("commands", List.of(PlantLine.setForce(device, 100))));
  }
}
