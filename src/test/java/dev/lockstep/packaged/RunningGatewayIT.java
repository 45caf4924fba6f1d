package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packaged command line against a running gateway that asks who calls. */
class RunningGatewayIT {
  private static final String PASSWORD = "correct horse";
  private static final String HASH =
      "pbkdf2-sha256$1000$AAAAAAAAAAAAAAAAAAAAAA==$xux8x5gSotCULSiOpvX4z4d+Cc1IcITd5dKdDAEl37o=";
  private static final String PLANTED = "planted-secret-";
  private static final Path FOLDER = Distribution.folder("running");
  private static GatewayProcess gateway;
  private static CommandLine shell;

  @BeforeAll
  static void start() throws Exception {
    Path resources = Path.of("src/test/resources/contract").toAbsolutePath();
    String users = "cora coordinator %1$s%notto operator,viewer %1$s%nvera viewer %1$s%n";
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.catalog.profiles", resources.resolve("press.yaml").toString());
    settings.put("lockstep.catalog.devices", resources.resolve("devices.yaml").toString());
    settings.put("lockstep.security.users-file", secret("users", users.formatted(HASH)));
    settings.put("lockstep.coordinator.enabled", "true");
    settings.put("lockstep.coordinator.path", FOLDER.resolve("decisions.db").toString());
    settings.put("lockstep.outbound.user", "cora");
    settings.put("lockstep.outbound.password-file", secret("password", PASSWORD));
    settings.put("lockstep.ensemble.tls.key-store-password", PLANTED + "ensemble");
    settings.put("lockstep.mqtt.store-password-file", secret("store", PLANTED + "store\n"));
    settings.put("kafka.sasl.jaas.config", "Login password=\\\"" + PLANTED + "jaas\\\";");
    settings.put("quarkus.log.file.enable", "true");
    settings.put("quarkus.log.file.path", FOLDER.resolve("gateway.log").toString());
    int port = FreePorts.find(1).getFirst();
    settings.put("lockstep.outbound.origins", "http://127.0.0.1:" + port);
    gateway =
        new GatewayProcess(
                new GatewayProcess.Plan("line-a", Distribution.home(), FOLDER, port, settings))
            .start()
            .awaitReady();
    shell =
        new CommandLine(
            FOLDER,
            Map.of(
                "LOCKSTEP_CONF",
                gateway.plan().home().resolve("application.properties").toString(),
                "LOCKSTEP_PASSWORD",
                PASSWORD));
  }

  private static String secret(String name, String content) throws IOException {
    Path file = Files.writeString(FOLDER.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"))
        .toString();
  }

  @AfterAll
  static void end() {
    gateway.close();
  }

  private static CommandLine.Said as(String user, String... arguments) throws Exception {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--user";
    all[arguments.length + 1] = user;
    return shell.lockstep(all);
  }

  /** It is prepared by the first who asks, so nobody before has. */
  @Test
  void descriptionOfTheApiIsWholeForTheFirstTwoWhoAskAtOnce() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var json = client.sendAsync(asking("?format=JSON"), HttpResponse.BodyHandlers.ofString());
      var yaml = client.sendAsync(asking(""), HttpResponse.BodyHandlers.ofString());

      assertThat(json.join().statusCode()).isEqualTo(200);
      assertThat(new ObjectMapper().readTree(json.join().body()).path("paths").size())
          .isGreaterThan(30);
      assertThat(yaml.join().body()).startsWith("---\nopenapi: ").contains("/api/v1/devices:");
    }
  }

  private static HttpRequest asking(String query) {
    return HttpRequest.newBuilder(URI.create(gateway.address() + "/q/openapi" + query)).build();
  }

  private static int post(String path, String body) throws Exception {
    String login =
        Base64.getEncoder().encodeToString(("cora:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.address() + path))
            .header("Authorization", "Basic " + login)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
  }

  private static void withhold(String id) throws Exception {
    String commands =
        "{\"commands\":[{\"device\":\"press-2\",\"command\":\"set-force-now\",\"arguments\":{\"Force\":30}}]}";
    assertThat(post("/api/v1/transactions/" + id + "/prepare", commands)).isEqualTo(200);
    assertThat(post("/api/v1/transactions/" + id + "/commit", "")).isEqualTo(202);
  }

  @Test
  void operatorSeesWhatWaitsLooksAtItAndEndsIt() throws Exception {
    withhold("stuck-1");

    CommandLine.Said status = as("vera", "status");
    assertThat(status.out()).contains("line-a", "WITHHELD stuck-1 on press-2", "press-away");
    assertThat(status.code()).isEqualTo(6);
    assertThat(as("vera", "transactions", "--state", "COMMITTING").out())
        .containsPattern("stuck-1 +COMMITTING +WITHHELD +WITHHELD +press-2");
    assertThat(as("vera", "show", "stuck-1").out())
        .contains("waits for a person: WITHHELD", "history", "cora");
    assertThat(as("vera", "release", "stuck-1", "--reason=x", "--yes"))
        .returns(4, CommandLine.Said::code)
        .satisfies(said -> assertThat(said.err()).contains("called by vera"));
    assertThat(as("otto", "resolve", "stuck-1", "--outcome=ROLLED_BACK", "--reason=seen"))
        .returns(2, CommandLine.Said::code);
    assertThat(
            as("otto", "resolve", "stuck-1", "--outcome=ROLLED_BACK", "--reason=seen", "--yes")
                .out())
        .isEqualTo("stuck-1: HEURISTIC_ROLLBACK\n");
    assertThat(as("otto", "resolve", "stuck-1", "--outcome=COMMITTED", "--reason=seen", "--yes"))
        .as("another one was faster")
        .returns(6, CommandLine.Said::code);
    assertThat(as("otto", "forget", "stuck-1", "stuck-1").out()).isEqualTo("stuck-1: forgotten\n");
  }

  @Test
  void severalAreReleasedAtOnceAndMachinesForMachines() throws Exception {
    withhold("late-1");

    CommandLine.Said said =
        as("otto", "release", "late-1", "never-1", "--reason=clear", "--yes", "--json");

    assertThat(said.code()).isEqualTo(5);
    List<String> lines = said.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(new ObjectMapper().readTree(lines.get(0)).path("id").asText()).isEqualTo("late-1");
    assertThat(new ObjectMapper().readTree(lines.get(1)).path("type").asText())
        .isEqualTo("/problems/unknown-transaction");
    assertThat(as("otto", "resolve", "late-1", "--outcome=COMMITTED", "--reason=x", "--yes").code())
        .isIn(0, 6);
  }

  @Test
  void devicesAreListedAndRead() throws Exception {
    assertThat(as("vera", "devices").out()).contains("press-1", "ContractPress", "CONNECTED");
    assertThat(as("vera", "devices", "press-1").out()).contains("set-force", "0 to 200 kN");
    assertThat(as("vera", "read", "press-1", "Force").out()).startsWith("press-1 Force = 10");
    assertThat(as("vera", "read", "press-away", "Force").code()).isEqualTo(7);
    assertThat(as("vera", "read", "nobody", "Force").code()).isEqualTo(5);
  }

  @Test
  void whoSaysNothingIsAskedWhoCallsAndAWrongAddressIsNamed() throws Exception {
    CommandLine.Said nobody = shell.lockstep("status");
    assertThat(nobody.code()).isEqualTo(4);
    assertThat(nobody.err()).contains(gateway.address(), "--user NAME");
    assertThat(shell.in(Map.of("LOCKSTEP_PASSWORD", "wrong")).lockstep("status", "--user", "otto"))
        .returns(4, CommandLine.Said::code);
    int free = FreePorts.find(1).getFirst();
    assertThat(shell.lockstep("status", "--url", "http://127.0.0.1:" + free))
        .returns(3, CommandLine.Said::code);
  }

  @Test
  void passwordIsAskedForAtATerminalAndNeverShownThere() throws Exception {
    Map<String, String> environment =
        Map.of(
            "PATH",
            Distribution.home().resolve("bin") + ":" + System.getenv("PATH"),
            "LOCKSTEP_CONF",
            shell.environment().get("LOCKSTEP_CONF"));
    try (TmuxTerminal terminal =
        TmuxTerminal.open(Distribution.folder("running-terminal"), environment)) {
      TmuxTerminal.Shown right = asked(terminal, "status", PASSWORD);
      assertThat(right.text()).contains("line-a", "transactions").doesNotContain(PASSWORD);
      assertThat(right.code()).isIn(0, 6);
      TmuxTerminal.Shown wrong = asked(terminal, "status", "battery staple");
      assertThat(wrong.text()).contains("does not accept vera").doesNotContain("battery");
      assertThat(wrong.code()).isEqualTo(4);
      TmuxTerminal.Shown viewer = asked(terminal, "reload --reason x", PASSWORD);
      assertThat(viewer.text()).contains("(called by vera)").doesNotContain(PASSWORD);
      assertThat(viewer.code()).isEqualTo(4);
    }
  }

  private static TmuxTerminal.Shown asked(TmuxTerminal terminal, String command, String password)
      throws Exception {
    terminal.begin("stty echo; lockstep " + command + " --user vera");
    terminal.awaitShown("Password of vera:");
    terminal.type(password);
    return terminal.end();
  }

  @Test
  void backupIsWholeAndKnowsThatItIsOne() throws Exception {
    CommandLine.Said taken = as("otto", "backup", "--json");
    assertThat(taken.code()).as("%s", taken).isZero();
    JsonNode backup = new ObjectMapper().readTree(taken.out());
    assertThat(backup.at("/files").findValuesAsText("name"))
        .containsExactly("journal-audit.db", "journal.db", "decisions.db");
    Path folder = Path.of(backup.path("path").asText());

    assertThat(
            shell.lockstep(
                "journal",
                "verify",
                "--journal=" + folder.resolve("journal.db"),
                "--audit=" + folder.resolve("journal-audit.db")))
        .returns(0, CommandLine.Said::code);
    assertThat(as("vera", "journal", "show").out()).contains("the journal is whole");
  }

  @Test
  void supportArchiveHoldsNothingSecret() throws Exception {
    Path archive = FOLDER.resolve("support.zip");

    CommandLine.Said said = as("otto", "support", "-o", archive.toString());

    assertThat(said.code()).as("%s", said).isZero();
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      assertThat(zip.stream().map(each -> each.getName()))
          .contains("settings.txt", "log.txt", "threads.txt", "metrics.txt");
      for (var each : zip.stream().toList()) {
        try (InputStream content = zip.getInputStream(each)) {
          String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
          assertThat(text)
              .as(each.getName())
              .doesNotContain(PLANTED, PASSWORD, HASH)
              .doesNotContain("This could not be read")
              // neither traces nor copies of the audit log are wanted here: no thread of theirs
              .doesNotContain("lockstep-traces", "lockstep-audit-export");
        }
      }
    }
  }

  @Test
  void stoppedLookingAtACoordinationSaysThatItGoesOn() throws Exception {
    String share =
        "{\"gateway\":\"%s\",\"commands\":[{\"device\":\"press-1\",\"command\":\"set-force-now\",\"arguments\":{\"Force\":50}}]}"
            .formatted(gateway.address());
    String order = "{\"id\":\"k-1\",\"participants\":[" + share + "]}";
    FutureTask<Integer> begun = new FutureTask<>(() -> post("/api/v1/coordinations", order));
    Thread.ofVirtual().start(begun);
    Path out = FOLDER.resolve("watch.out");
    Path err = FOLDER.resolve("watch.err");
    ProcessBuilder watch =
        new ProcessBuilder(
                Distribution.home().resolve("bin/lockstep").toString(),
                "plan",
                "watch",
                "k-1",
                "--user",
                "vera")
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    watch.environment().putAll(shell.environment());
    watch.environment().put("JAVA_HOME", System.getProperty("java.home"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> as("vera", "show", "k-1").out(), shown -> shown.contains("WITHHELD"));

    Process process = watch.start();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.readString(out), text -> text.contains("decided    COMMIT"));
    assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor())
        .isZero();

    assertThat(process.waitFor()).isEqualTo(130);
    assertThat(Files.readString(out)).contains("vote       " + gateway.address() + "  COMMIT");
    assertThat(Files.readString(err))
        .contains("coordination k-1 goes on by itself; lockstep plan watch k-1");
    assertThat(as("otto", "resolve", "k-1", "--outcome=COMMITTED", "--reason=x", "--yes").code())
        .isIn(0, 6);
    assertThat(begun.get()).isIn(200, 202);
  }
}
