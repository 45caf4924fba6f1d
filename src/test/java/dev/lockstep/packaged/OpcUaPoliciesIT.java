package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.loadRecipe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.MachineKeys;
import dev.lockstep.plant.Press;
import dev.lockstep.plant.Rest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged gateway signs and encrypts by each policy of OPC UA that is still held safe. Their
 * algorithms are found by name when a session begins: what is missing shows nowhere else.
 */
class OpcUaPoliciesIT {
  private final Path folder = Distribution.folder("policies");
  private final List<Integer> ports = FreePorts.find(2);

  @ParameterizedTest
  @ValueSource(strings = {"Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"})
  void pressThatIsTrustedMovesByEachPolicy(String policy) throws Exception {
    try (Press press = new Press(ports.get(1)).start();
        GatewayProcess gateway = gateway(press, policy)) {
      gateway.start().awaitReady();
      Rest rest = new Rest(gateway.address());
      await("the press by " + policy)
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(100))
          .untilAsserted(
              () -> {
                JsonNode device = rest.get("/api/v1/devices/press").body();
                assertThat(device.at("/connection/state").asText()).isEqualTo("CONNECTED");
                assertThat(device.at("/connection/detail").asText())
                    .startsWith(policy + " SignAndEncrypt");
              });

      Rest.Reply vote =
          rest.post(
              "/api/v1/transactions/by-policy/prepare",
              Map.of("commands", List.of(loadRecipe("press", 21, 400))));
      assertThat(vote.body().path("vote").asText()).as("%s", vote.body()).isEqualTo("COMMIT");
      rest.post("/api/v1/transactions/by-policy/commit", Map.of());

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(press.shown().recipe()).isEqualTo(21));
      assertThat(press.shown().moves()).isEqualTo(1);
    }
  }

  private GatewayProcess gateway(Press press, String policy) throws IOException {
    MachineKeys keys = new MachineKeys(folder).add("press", press.certificate());
    Map<String, String> settings = new HashMap<>(keys.settings());
    settings.put(
        "lockstep.catalog.profiles",
        Distribution.home().resolve("device-profiles/hydraulic-press.yaml").toString());
    settings.put(
        "lockstep.catalog.devices",
        Files.writeString(
                folder.resolve("devices.yaml"),
                """
                deviceList:
                  - name: press
                    profileName: hydraulic-press
                    protocols:
                      opcua: { Endpoint: "%s", SecurityPolicy: %s, User: lockstep }
                """
                    .formatted(press.endpoint(), policy))
            .toString());
    settings.put("lockstep.opcua.reconnect-pause-min", "100ms");
    settings.put("lockstep.opcua.reconnect-pause-max", "200ms");
    return new GatewayProcess(
        new GatewayProcess.Plan("line-a", Distribution.home(), folder, ports.get(0), settings));
  }
}
