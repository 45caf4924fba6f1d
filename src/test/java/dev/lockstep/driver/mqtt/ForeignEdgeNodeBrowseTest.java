package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.NpmPackages;
import dev.lockstep.device.BrokerDescription;
import dev.lockstep.device.DiscoveredDevice;
import dev.lockstep.driver.BrokerBrowseRequest.Rebirth;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drafts of edge nodes that others wrote, sparkplug-client and Eclipse Tahu, move them. */
class ForeignEdgeNodeBrowseTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;
  private BrowsedBroker plant;

  @BeforeEach
  void start() throws Exception {
    plant = new BrowsedBroker(TestBroker.started(directory));
  }

  @AfterEach
  void stop() {
    plant.close();
  }

  /** Asks until it is there: an edge node takes a while to start. */
  private Path drafted() throws Exception {
    Rebirth press = new Rebirth(false, Set.of("Plant/Press"));
    BrokerDescription found =
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(
                () -> plant.browse(plant.request("#", press, BrowsedBroker.ROOMY)),
                each -> !each.devices().isEmpty());
    assertThat(found.devices())
        .extracting(DiscoveredDevice::path)
        .containsExactly(List.of("Plant", "Press", "Drive"));
    Path files = BrowsedBroker.written(found, directory.resolve("drafted"));
    assertThat(BrowsedBroker.check(files))
        .endsWith("2 files, 1 profile, 1 device: 0 faults, 0 warnings\n");
    return files;
  }

  private void moves(Path files) throws Exception {
    try (MqttGateway gateway = MqttGateway.sparkplug(directory, files, SparkplugBench.settings())) {
      await().atMost(PATIENCE).until(gateway::allConnected);
      assertThat(
              gateway.prepare(
                  MqttGateway.T1, "Drive", "Level", Map.of("Level", BigDecimal.valueOf(-300))))
          .isInstanceOf(State.Prepared.class);
      gateway.commit();
      assertThat(gateway.await(state -> state instanceof State.Ended))
          .isInstanceOfSatisfying(
              State.Ended.class, ended -> assertThat(ended.outcome()).contains(Outcome.COMMITTED));
    }
  }

  @Test
  void sparkplugClientOfNpm() throws Exception {
    Path home =
        NpmPackages.install(
            Path.of("src/test/node-sparkplug"), "the tests with a foreign Sparkplug edge node");
    Process process =
        new ProcessBuilder("node", "edge.js", plant.broker.uri())
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("edge-browsed.log").toFile())
            .start();
    try {
      moves(drafted());
    } finally {
      process.destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void edgeNodeOfTahu() throws Exception {
    try (TahuEdgeNode node = new TahuEdgeNode(plant.broker, "")) {
      moves(drafted());
      node.leave();
    }
  }
}
