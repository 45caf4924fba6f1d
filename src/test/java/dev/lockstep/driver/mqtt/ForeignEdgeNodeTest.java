package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.NpmPackages;
import dev.lockstep.device.Reading;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host application against edge nodes that others wrote: sparkplug-client and Eclipse Tahu. */
class ForeignEdgeNodeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  static final String PROFILE =
      """
      name: belt
      deviceResources:
        - name: Speed
          attributes: { metric: Motor/Speed }
          properties: { valueType: Float64, readWrite: RW }
        - name: Steps
          attributes: { metric: Motor/Steps }
          properties: { valueType: Uint32, readWrite: RW }
        - name: Level
          attributes: { metric: Motor/Level }
          properties: { valueType: Int16, readWrite: RW }
        - name: "On"
          attributes: { metric: Motor/On }
          properties: { valueType: Bool, readWrite: RW }
        - name: Name
          attributes: { metric: Motor/Name }
          properties: { valueType: String, readWrite: RW }
      deviceCommands:
        - name: Set
          readWrite: RW
          resourceOperations:
            - { deviceResource: Speed }
            - { deviceResource: Steps }
            - { deviceResource: Level }
            - { deviceResource: "On" }
            - { deviceResource: Name }
          tags: { lockstep: { prepare: sparkplug, verify: { readBack: { within: 5s } } } }
      """;

  @TempDir Path directory;
  private TestBroker broker;
  private MqttGateway gateway;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
    gateway =
        MqttGateway.sparkplug(
            directory, PROFILE, SparkplugBench.device(broker), SparkplugBench.settings());
  }

  @AfterEach
  void stop() {
    gateway.close();
    broker.close();
  }

  private Value read(String resource) {
    return gateway
                .link()
                .read(List.of(new ResourceName(resource)), gateway.clock.in(Duration.ofSeconds(5)))
                .getFirst()
            instanceof Reading.Seen seen
        ? seen.value()
        : new Value.Null();
  }

  private void movesAllOfThem() throws Exception {
    await().atMost(PATIENCE).until(() -> gateway.link().status(), LinkStatus::connected);
    assertThat(read("Steps")).isEqualTo(Value.Numeric.of(3_000_000_000L));
    assertThat(read("Level")).isEqualTo(Value.Numeric.of(-5));

    Map<String, Object> arguments =
        Map.of(
            "Speed",
            new BigDecimal("12.5"),
            "Steps",
            BigDecimal.valueOf(4_000_000_000L),
            "Level",
            BigDecimal.valueOf(-300),
            "On",
            true,
            "Name",
            "lathe");
    assertThat(gateway.prepare("Set", arguments)).isInstanceOf(State.Prepared.class);
    gateway.commit();
    assertThat(gateway.await(state -> state instanceof State.Ended))
        .isInstanceOfSatisfying(
            State.Ended.class, ended -> assertThat(ended.outcome()).contains(Outcome.COMMITTED));
    assertThat(read("Level")).isEqualTo(Value.Numeric.of(-300));
    assertThat(read("Name")).isEqualTo(new Value.Text("lathe"));
  }

  private void awaitDeath() {
    await()
        .atMost(PATIENCE)
        .until(() -> gateway.link().status().state() == LinkStatus.State.DISCONNECTED);
  }

  @Test
  void sparkplugClientOfNpm() throws Exception {
    Path home =
        NpmPackages.install(
            Path.of("src/test/node-sparkplug"), "the tests with a foreign Sparkplug edge node");
    Process process =
        new ProcessBuilder("node", "edge.js", broker.uri())
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("edge.log").toFile())
            .start();
    try {
      movesAllOfThem();
      process.getOutputStream().close();
      awaitDeath();
    } finally {
      process.destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void edgeNodeOfTahu() throws Exception {
    try (TahuEdgeNode node = new TahuEdgeNode(broker, "line-1")) {
      movesAllOfThem();
      node.leave();
      awaitDeath();
    }
  }
}
