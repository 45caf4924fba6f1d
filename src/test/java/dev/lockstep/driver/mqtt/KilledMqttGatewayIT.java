package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.packaged.LoneGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged gateway under SIGKILL, in front of a Sparkplug edge node and of a device that keeps
 * the state of each command retained. What the device counts is what happened.
 */
@Tag("fault")
class KilledMqttGatewayIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Map<String, Integer> SPEED = Map.of("Speed", 42);

  @TempDir private Path directory;
  private TestBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private LoneGateway retained() {
    String devices =
        """
        deviceList:
          - name: conveyor
            profileName: belt
            protocols: { mqtt: { Broker: "%s" } }
        """
            .formatted(broker.uri());
    return connected(
        LoneGateway.start("killed-retained", MqttRetainedStateTest.PROFILE, devices, Map.of()));
  }

  private LoneGateway sparkplug(String name) {
    String devices = "deviceList:\n  - %s\n".formatted(SparkplugBench.device(broker));
    return connected(LoneGateway.start(name, SparkplugBench.PROFILE, devices, Map.of()));
  }

  private static LoneGateway connected(LoneGateway gateway) {
    gateway.awaitConnected("conveyor");
    return gateway;
  }

  @Test
  void stateThatTheDeviceKeepsIsFoundAfterAKillInDoubtAndItMovesOnce() {
    try (RetainedPress press = new RetainedPress(broker);
        LoneGateway gateway = retained()) {
      gateway.promise("t1", "conveyor", "Run", SPEED);
      gateway.kill();
      gateway.restart();
      gateway.decide("t1", "commit");
      gateway.awaitOutcome("t1", "COMMITTED");
      assertThat(press.moves()).containsExactly(42L);
    }
  }

  @Test
  void gatewayThatWasKilledInACommitFindsItsEndInTheRetainedState() {
    try (RetainedPress press = new RetainedPress(broker);
        LoneGateway gateway = retained()) {
      press.slow = true;
      gateway.promise("t1", "conveyor", "Run", SPEED);
      gateway.decide("t1", "commit");
      await().atMost(PATIENCE).until(() -> press.moves().size() == 1);
      gateway.kill();
      press.keep("Run", "t1#0", "successful");
      gateway.restart();
      gateway.awaitOutcome("t1", "COMMITTED");
      assertThat(press.moves()).containsExactly(42L);
    }
  }

  @Test
  void edgeNodeHearsTheCommandOfAGatewayThatWasKilledInDoubtOnce() throws Exception {
    try (PressNode node = new PressNode(broker, 10, 0, true);
        LoneGateway gateway = sparkplug("killed-sparkplug")) {
      gateway.promise("t1", "conveyor", "SetSpeed", SPEED);
      gateway.kill();
      gateway.restart();
      gateway.decide("t1", "commit");
      gateway.awaitOutcome("t1", "COMMITTED");
      assertThat(node.commands()).hasSize(1);
      assertThat(node.speed()).isEqualTo(42);
    }
  }

  /** Its data were lost with the gateway: the birth that the restart asks for shows the value. */
  @Test
  void gatewayThatWasKilledInACommitFindsItsEndInTheNextBirth() throws Exception {
    try (PressNode node = new PressNode(broker, 10, 0, true);
        LoneGateway gateway = sparkplug("killed-sparkplug-commit")) {
      node.losing = true;
      gateway.promise("t1", "conveyor", "SetSpeed", SPEED);
      node.deaf = true;
      gateway.decide("t1", "commit");
      await().atMost(PATIENCE).until(() -> node.speed() == 42);
      gateway.kill();
      node.deaf = false;
      node.losing = false;
      gateway.restart();
      gateway.awaitOutcome("t1", "COMMITTED");
      assertThat(node.speed()).isEqualTo(42);
    }
  }
}
