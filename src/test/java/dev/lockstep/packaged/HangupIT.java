package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.loadRecipe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.Rest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** SIGHUP at a real process: from a person, and from a terminal that is closed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HangupIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String IN_FORCE = "in force: ";
  private static final String THIRD =
      "  - { name: third, profileName: hydraulic-press, protocols: { simulated: { } } }\n";

  private PlantLine line;
  private Path profiles;
  private Path devices;
  private String press = "";
  private String list = "";
  private int read;

  @BeforeAll
  void start() throws IOException {
    Distribution.requireJars("SIGHUP ends it; `lockstep reload` is there instead");
    profiles = Distribution.folder("hangup-profiles");
    try (DirectoryStream<Path> shipped =
        Files.newDirectoryStream(Distribution.home().resolve("device-profiles"), "*.yaml")) {
      for (Path each : shipped) {
        Files.copy(each, profiles.resolve(each.getFileName()));
      }
    }
    line = PlantLine.start("hangup", Map.of("lockstep.catalog.profiles", profiles.toString()));
    devices = line.gateway().plan().directory().resolve("devices.yaml");
    press = Files.readString(profiles.resolve("hydraulic-press.yaml"));
    list = Files.readString(devices);
  }

  @AfterEach
  void asItWas() throws IOException {
    Files.writeString(profiles.resolve("hydraulic-press.yaml"), press);
    Files.writeString(devices, list);
    hangUp();
    awaitLogged(IN_FORCE);
    line.awaitConnected();
  }

  @AfterAll
  void end() {
    if (line != null) { // nothing was started where this was skipped
      line.close();
    }
  }

  /** What is logged from now on counts. */
  private void hangUp() throws IOException {
    read = log().length();
    line.gateway().hangUp();
  }

  private String log() throws IOException {
    return Files.readString(line.gateway().plan().log());
  }

  private String awaitLogged(String text) {
    return await(text)
        .atMost(PATIENCE)
        .until(() -> log().substring(read), logged -> logged.contains(text));
  }

  @Test
  void filesAreReadAgainAndTheLogTellsWhatChanged() throws Exception {
    Files.writeString(devices, list + THIRD);

    hangUp();

    assertThat(awaitLogged(IN_FORCE)).contains("1 added, 0 removed, 0 changed (0 reconnected)");
    assertThat(line.rest().get("/api/v1/devices/third").status()).isEqualTo(200);
    await("what is recorded behind the reload")
        .atMost(PATIENCE)
        .until(
            () -> line.rest().get("/api/v1/audit?limit=500").body().toString(),
            acts -> acts.contains("\"act\":\"reloaded\"") && acts.contains("SIGHUP"));
  }

  @Test
  void faultyFileKeepsWhatWasInForceAndTheLogTellsItsPlace() throws Exception {
    String wrong = press.replaceFirst("valueType: Uint16", "valueType: Uint17");
    Files.writeString(profiles.resolve("hydraulic-press.yaml"), wrong);
    Files.writeString(devices, list + THIRD);

    hangUp();

    assertThat(awaitLogged("reload: nothing changed: "))
        .contains("everything stays as it was", "hydraulic-press.yaml:15:", "Uint17")
        .doesNotContain("Exception");
    assertThat(line.rest().get("/api/v1/devices/third").status()).isEqualTo(404);
    assertThat(line.prepare("as-before", List.of(loadRecipe("press", 5, 100))).status())
        .isEqualTo(200);
    assertThat(line.decide("as-before", "rollback").status()).isEqualTo(200);
  }

  @Test
  void pressIsNotChangedUnderAPrepare() throws Exception {
    line.plant().press().fallSilentAtPrepare();
    FutureTask<Rest.Reply> vote =
        new FutureTask<>(() -> line.prepare("preparing", List.of(loadRecipe("press", 6, 150))));
    Thread.startVirtualThread(vote);
    await().atMost(PATIENCE).until(() -> line.plant().press().preparedId().startsWith("preparing"));
    Files.writeString(
        profiles.resolve("hydraulic-press.yaml"), press.replace("maximum: 2000", "maximum: 1900"));

    hangUp();

    assertThat(awaitLogged("reload: nothing changed: "))
        .contains("transaction preparing holds press, whose address or resources would change");
    line.plant().press().answer();
    assertThat(vote.get().status()).isIn(200, 409);
    line.decide("preparing", "rollback");
    line.awaitTransaction(
        "preparing", "to end", shown -> shown.path("state").asText().equals("ENDED"));
    hangUp();
    assertThat(awaitLogged(IN_FORCE)).contains("(2 reconnected)");
  }

  /**
   * POSIX: SIGHUP comes to all that runs in a terminal when it goes, and ends what does not handle
   * it.
   */
  @Test
  void gatewayThatWasStartedInATerminalReadsItsFilesWhenThatIsClosedAndStays() throws Exception {
    Path folder = Distribution.folder("hangup-terminal");
    int port = FreePorts.find(1).getFirst();
    Path contract = Path.of("src/test/resources/contract").toAbsolutePath();
    Path configuration =
        Files.writeString(
            folder.resolve("gateway.properties"),
            """
            config_ordinal=275
            quarkus.http.port=%d
            quarkus.log.file.enable=true
            quarkus.log.file.path=%s
            lockstep.journal.path=%s
            lockstep.opcua.pki=%s
            lockstep.catalog.profiles=%s
            lockstep.catalog.devices=%s
            """
                .formatted(
                    port,
                    folder.resolve("gateway.log"),
                    folder.resolve("journal.db"),
                    folder.resolve("pki"),
                    contract.resolve("press.yaml"),
                    contract.resolve("devices.yaml")));
    Rest rest = new Rest("http://127.0.0.1:" + port);
    TmuxTerminal terminal =
        TmuxTerminal.open(
            folder,
            Map.of("LOCKSTEP_CONF", configuration.toString()),
            Distribution.home().resolve("bin/lockstep").toString());
    ProcessHandle gateway = ProcessHandle.of(terminal.pid()).orElseThrow();
    try {
      await()
          .atMost(Duration.ofMinutes(3)) // what else starts then may take both processors
          .failFast(() -> !gateway.isAlive())
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(() -> rest.get("/q/health/ready").status() == 200);

      terminal.close();

      await()
          .atMost(PATIENCE)
          .until(
              () -> Files.readString(folder.resolve("gateway.log")),
              logged -> logged.contains("reload: 1 profiles, 3 devices"));
      for (int each = 0; each < 20; each++) { // and its lines go nowhere
        assertThat(rest.post("/api/v1/reload", Map.of("reason", "x", "operator", "y")).status())
            .isEqualTo(200);
      }
      assertThat(gateway.isAlive()).isTrue();
      assertThat(rest.get("/q/health/live").status()).isEqualTo(200);
    } finally {
      gateway.destroyForcibly();
    }
  }
}
