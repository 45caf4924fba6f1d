package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.BrokerDescription;
import dev.lockstep.device.DiscoveredDevice;
import dev.lockstep.device.ValueType;
import dev.lockstep.driver.BrokerBrowseRequest.Rebirth;
import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Browsing a broker with edge nodes of Sparkplug. */
class SparkplugBrowseTest {
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

  private BrokerDescription withBirths() throws Exception {
    return plant.browse(plant.request("#", BrowsedBroker.SEEN, BrowsedBroker.ROOMY));
  }

  @Test
  void listeningAloneSendsNothingAndSaysWhoSpeaksWithoutABirth() throws Exception {
    plant.keep("plant/oven/temperature", "20.5");
    try (PressNode node = new PressNode(plant.broker, 10, 0, true);
        Machine ear = Machine.listening(plant.broker, "spBv1.0/#")) {
      BrokerDescription found = whileSpeaking(node, plant::browse);

      assertThat(found.devices()).extracting(DiscoveredDevice::protocol).containsExactly("mqtt");
      assertThat(found.remarks())
          .anySatisfy(
              remark ->
                  assertThat(remark).contains("1 edge nodes", "Plant/Press", "--rebirth asks"));
      assertThat(node.rebirths()).isEmpty();
      assertThat(ear.got())
          .isNotEmpty()
          .allSatisfy(
              heard -> assertThat(heard.getTopic().toString()).startsWith("spBv1.0/Plant/DDATA"));
    }
  }

  /** Browses while the node tells its values, and ends when neither goes on. */
  private static BrokerDescription whileSpeaking(PressNode node, Callable<BrokerDescription> browse)
      throws Exception {
    try (ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor()) {
      var unused = pace.scheduleWithFixedDelay(node::tell, 0, 50, TimeUnit.MILLISECONDS);
      try {
        return browse.call();
      } finally {
        pace.shutdownNow();
      }
    }
  }

  @Test
  void draftOfAnEdgeNodeThatWasAskedForItsBirthsMovesIt() throws Exception {
    try (PressNode node = new PressNode(plant.broker, 10, 0, true);
        Machine ear = Machine.listening(plant.broker, "spBv1.0/STATE/#")) {
      BrokerDescription found = whileSpeaking(node, this::withBirths);

      assertThat(node.rebirths()).hasSize(1);
      assertThat(ear.got()).as("it is no host application").isEmpty();
      Path files = BrowsedBroker.written(found, directory.resolve("drafted"));
      assertThat(BrowsedBroker.check(files))
          .endsWith("3 files, 2 profiles, 2 devices: 0 faults, 0 warnings\n");
      moves(files, node);
    }
  }

  private void moves(Path files, PressNode node) throws Exception {
    try (MqttGateway gateway = MqttGateway.sparkplug(directory, files, SparkplugBench.settings())) {
      await().atMost(Duration.ofSeconds(20)).until(gateway::allConnected);
      assertThat(
              gateway.prepare(
                  MqttGateway.T1, "Press.Drive", "Speed", Map.of("Speed", BigDecimal.valueOf(42))))
          .isInstanceOf(State.Prepared.class);
      gateway.commit();
      assertThat(gateway.await(state -> state instanceof State.Ended))
          .isInstanceOfSatisfying(
              State.Ended.class, ended -> assertThat(ended.outcome()).contains(Outcome.COMMITTED));
      assertThat(node.speed()).isEqualTo(42);
    }
  }

  @Test
  void namedEdgeNodeIsAskedAlsoWhereItIsSilent() throws Exception {
    Rebirth named = new Rebirth(false, Set.of("Plant/Press", "Plant/Nobody"));
    try (PressNode node = new PressNode(plant.broker, 10, 0, false)) {
      BrokerDescription found =
          plant.browse(plant.request("spBv1.0/#", named, BrowsedBroker.ROOMY));

      assertThat(node.rebirths()).hasSize(1);
      assertThat(found.devices())
          .extracting(DiscoveredDevice::path)
          .containsExactly(List.of("Plant", "Press"), List.of("Plant", "Press", "Drive"));
      assertThat(found.remarks())
          .singleElement()
          .asString()
          .contains("no birth came of 1 edge nodes", "Plant/Nobody", "--listen");
    }
  }

  /** Sparkplug 3.0.0, 10.1.4: a broker that knows Sparkplug keeps births by itself. */
  @Test
  void birthsThatABrokerKeepsNeedNoCommand() throws Exception {
    plant.keep(
        "$sparkplug/certificates/spBv1.0/Plant/DBIRTH/Press/Drive",
        SparkplugPayloads.birth(SparkplugPayloads.metric("Speed", 10).setDoubleValue(1)));

    BrokerDescription found = plant.browse();

    assertThat(found.devices())
        .singleElement()
        .satisfies(
            device -> {
              assertThat(device.address()).containsEntry("DeviceId", "Drive");
              assertThat(device.self().resources().getFirst().shape().type())
                  .isEqualTo(ValueType.FLOAT64);
              assertThat(device.remarks()).anySatisfy(each -> assertThat(each).contains("kept"));
            });
  }

  @Test
  void brokerWithNothingOnItIsAFailureWithARemedy() {
    assertThatThrownBy(() -> plant.browse())
        .isInstanceOf(BrowseFailedException.class)
        .hasMessageContaining("nothing retained and no birth with metrics was seen under #")
        .hasMessageContaining("--listen");
  }

  @Test
  void connectionIsItsOwnAndThrowsNoGatewayOut() throws Exception {
    plant.keep("plant/conveyor/speed", "1.5");
    try (MqttGateway gateway = new MqttGateway(directory, plant.broker.uri()).connected()) {
      LinkStatus before = gateway.link().status();
      plant.browse();
      plant.browse();
      assertThat(gateway.link().status()).as("and connected since").isEqualTo(before);
    }
  }
}
