package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packaged gateway on a disk that fills up under it, or may not be written. */
@Tag("fault")
class FullDiskIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String DEVICES =
      """
      deviceList:
        - name: memory-1
          profileName: hydraulic-press
          protocols: { simulated: { GuardClosed: "true", PressState: "0" } }
        - name: memory-2
          profileName: hydraulic-press
          protocols: { simulated: { GuardClosed: "true", PressState: "0" } }
      """;

  private SmallDisk disk;
  private GatewayProcess gateway;

  @BeforeEach
  void start() throws Exception {
    Path folder = Distribution.folder("full-disk");
    disk = SmallDisk.mounted(folder.resolve("disk"), 8);
    Path devices = folder.resolve("devices.yaml");
    Files.writeString(devices, DEVICES);
    Map<String, String> settings =
        Map.of(
            "lockstep.catalog.profiles", Distribution.home().resolve("device-profiles").toString(),
            "lockstep.catalog.devices", devices.toString(),
            "lockstep.journal.path", disk.folder().resolve("journal.db").toString(),
            "lockstep.journal.reserve", "1M");
    gateway =
        new GatewayProcess(
            new GatewayProcess.Plan(
                "line-a", Distribution.home(), folder, FreePorts.find(1).getFirst(), settings));
    gateway.start().awaitReady();
  }

  @AfterEach
  void end() throws Exception {
    if (gateway != null) {
      gateway.close();
      disk.unmount();
    }
  }

  @Test
  void fullDiskTakesNoVotesButOutcomesAndComesBackByItselfWithTheSpace() throws IOException {
    assertThat(vote("before", "memory-1").status()).isEqualTo(200);

    disk.fill();

    Rest.Reply first = vote("first", "memory-2");
    assertThat(first.status()).as("%s", first.body()).isIn(409, 503);
    assertThat(first.body().toString()).doesNotContain("\"COMMIT\"").contains("journal.db");
    Rest.Reply committed = decide("before", "commit");
    assertThat(committed.status()).as("%s", committed.body()).isEqualTo(200);
    assertThat(committed.body().path("outcome").asText()).isEqualTo("COMMITTED");
    Rest.Reply refused = vote("second", "memory-2");
    assertThat(refused.status()).as("%s", refused.body()).isEqualTo(409);
    assertThat(refused.body().path("reasons").findValuesAsText("code"))
        .contains("JOURNAL_UNAVAILABLE");
    assertThat(troubles()).singleElement().asString().contains("is full: free 2 MiB");

    disk.free();

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(troubles()).isEmpty());
    Rest.Reply after = vote("after", "memory-2");
    assertThat(after.body().path("vote").asText()).as("%s", after.body()).isEqualTo("COMMIT");
    assertThat(decide("after", "commit").body().path("outcome").asText()).isEqualTo("COMMITTED");

    gateway.kill();
    gateway.start().awaitReady();
    assertThat(troubles()).isEmpty();
    for (String id : List.of("before", "after")) {
      JsonNode ended = gateway.rest().get("/api/v1/transactions/" + id).body();
      assertThat(ended.path("outcome").asText()).as(id).isEqualTo("COMMITTED");
    }
  }

  @Test
  void readOnlyDiskKeepsTheGatewayFromStartingAndItSaysWhatToCheck() throws Exception {
    gateway.kill();
    disk.makeReadOnly();

    gateway.start();

    await().atMost(PATIENCE).until(() -> !gateway.running());
    assertThat(Files.readString(gateway.plan().log()))
        .contains("journal.db cannot be opened")
        .contains("Read-only file system")
        .contains("check that the directory exists and may be written");
  }

  private Rest.Reply vote(String id, String press) {
    Map<String, Object> command =
        Map.of("device", press, "command", "SetForce", "arguments", Map.of("PressingForce", 120));
    return gateway
        .rest()
        .post("/api/v1/transactions/" + id + "/prepare", Map.of("commands", List.of(command)));
  }

  private Rest.Reply decide(String id, String verb) {
    return gateway.rest().post("/api/v1/transactions/" + id + "/" + verb, "");
  }

  private JsonNode troubles() {
    return gateway.rest().get("/api/v1/journal").body().path("troubles");
  }
}
