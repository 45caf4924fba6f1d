package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Births, deaths and the order of messages, as the host sees them, against a real broker. */
class SparkplugSessionTest {
  @TempDir Path directory;
  private SparkplugBench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new SparkplugBench(directory);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void birthDefinesTypesAndValues() throws Exception {
    try (PressNode _ = bench.node(10)) {
      assertThat(value("Count")).isEqualTo(Value.Numeric.of("18446744073709551615"));
      assertThat(value("Name")).isEqualTo(new Value.Text("press"));
      assertThat(value("Since")).isEqualTo(new Value.Text("2026-01-05T06:00:00Z"));
      assertThat(value("Codes"))
          .isEqualTo(new Value.Listing(List.of(Value.Numeric.of(0), Value.Numeric.of(0))));
      assertThat(bench.read("Unset"))
          .isInstanceOfSatisfying(
              Reading.Unseen.class, unseen -> assertThat(unseen.unset()).isTrue());
      assertThat(bench.read("Recipe"))
          .isInstanceOfSatisfying(
              Reading.Unseen.class,
              unseen -> {
                assertThat(unseen.reason().code()).isEqualTo(Code.UNSUPPORTED);
                assertThat(unseen.reason().detail()).contains("Motor/Recipe", "Template");
              });
    }
  }

  private Value value(String resource) {
    return ((Reading.Seen) bench.read(resource)).value();
  }

  @Test
  void deviceThatWasNotBornIsNotVotedFor() throws Exception {
    assertThat(bench.prepare("SetSpeed", 42)).isInstanceOf(State.Ended.class);
  }

  @Test
  void templateIsRefusedByNameBeforeTheVote() throws Exception {
    try (PressNode _ = bench.node(10)) {
      assertThat(bench.gateway.prepare("Recipe", Map.of("Recipe", BigDecimal.ONE)).toString())
          .contains("Template", "not supported");
    }
  }

  @Test
  void silentNodeIsAskedForItsBirthsWhenTheHostConnects() throws Exception {
    bench.close();
    TestBroker broker = TestBroker.started(directory);
    try (PressNode node = new PressNode(broker, 5, 3, true);
        MqttGateway late =
            MqttGateway.sparkplug(
                directory.resolve("late"),
                SparkplugBench.PROFILE,
                SparkplugBench.device(broker),
                SparkplugBench.settings())) {
      late.connected();
      assertThat(node.rebirths()).isNotEmpty();
      assertThat(node.rebirths().getFirst().getMetrics(0).getName())
          .isEqualTo("Node Control/Rebirth");
      assertThat(late.link().status().detail()).contains("bor");
    } finally {
      broker.close();
    }
  }

  @Test
  @Tag("fault")
  void deathOfAnEarlierSessionIsIgnoredAndOfThisOneIsNot() throws Exception {
    try (PressNode node = bench.node(10)) {
      int asked = node.rebirths().size();
      node.publish(PressNode.topic("NDEATH", ""), PressNode.death(99).toBuilder());
      node.setByHand(11);
      bench.awaitSpeed(11);
      assertThat(bench.link().status().connected()).isTrue();
      assertThat(node.rebirths()).as("it was never thought dead").hasSize(asked);

      node.publish(PressNode.topic("NDEATH", ""), PressNode.death(0).toBuilder());
      await()
          .atMost(SparkplugBench.PATIENCE)
          .until(() -> bench.link().status().state() == LinkStatus.State.DISCONNECTED);
      assertThat(bench.link().status().detail()).contains("NDEATH", "bdSeq 0");
      assertThat(bench.read("Speed")).isInstanceOf(Reading.Unseen.class);
    }
  }

  @Test
  @Tag("fault")
  void deathOfTheDeviceMakesItsMetricsStale() throws Exception {
    try (PressNode node = bench.node(10)) {
      node.dieAsDevice();
      bench.awaitUnseen("DDEATH");
      node.bear();
      bench.awaitSpeed(10);
    }
  }

  @Test
  @Tag("fault")
  void missingMessageMakesEverythingStaleUntilANewBirth() throws Exception {
    try (PressNode node = bench.node(10)) {
      node.deaf = true;
      int asked = node.rebirths().size();
      node.skip();
      node.setByHand(11);
      bench.awaitUnseen("is missing");
      await().atMost(SparkplugBench.PATIENCE).until(() -> node.rebirths().size() > asked + 1);
      assertThat(bench.prepare("SetSpeed", 42)).isInstanceOf(State.Ended.class);

      node.deaf = false;
      bench.awaitSpeed(11);
    }
  }

  @Test
  @Tag("fault")
  void messageThatComesLateInTimeIsPutInItsPlace() throws Exception {
    bench.close();
    bench = new SparkplugBench(directory, "sparkplug.reorder-timeout=30s");
    try (PressNode node = bench.node(10)) {
      int asked = node.rebirths().size();
      long skipped = node.skip();
      node.setByHand(12);
      bench.awaitUnseen("is missing");
      node.tellLate(skipped, 11);
      bench.awaitSpeed(12);
      assertThat(node.rebirths()).hasSize(asked);
    }
  }

  @Test
  @Tag("fault")
  void numbersGoRoundAfter255() throws Exception {
    try (PressNode node = bench.node(10)) {
      int asked = node.rebirths().size();
      for (long speed = 0; speed < 300; speed++) {
        node.setByHand(speed % 100);
      }
      bench.awaitSpeed(99);
      assertThat(node.rebirths()).hasSize(asked);
    }
  }

  @Test
  @Tag("fault")
  void metricThatTheBirthHasNotAsksForANewOne() throws Exception {
    try (PressNode node = bench.node(10)) {
      int asked = node.rebirths().size();
      synchronized (node) {
        node.publish(
            PressNode.topic("DDATA", PressNode.DEVICE),
            node.payload().addMetrics(Payload.Metric.newBuilder().setAlias(4711).setIntValue(1)));
      }
      await().atMost(SparkplugBench.PATIENCE).until(() -> node.rebirths().size() > asked);
    }
  }

  @Test
  @Tag("fault")
  void malformedPayloadMakesEverythingStaleUntilANewBirth() throws Exception {
    try (PressNode node = bench.node(10);
        Machine stranger = Machine.listening(bench.broker, "nothing")) {
      node.deaf = true;
      stranger.say(PressNode.topic("DDATA", PressNode.DEVICE), "no protocol buffer");
      bench.awaitUnseen("not a Sparkplug B payload");
      node.deaf = false;
      bench.awaitSpeed(10);
    }
  }

  @Test
  void changesAndLossesAreTold() throws Exception {
    try (PressNode node = bench.node(10)) {
      List<Reading> told = new CopyOnWriteArrayList<>();
      var unused = bench.link().watch(List.of(new ResourceName("Speed")), told::add);
      node.setByHand(11);
      await()
          .atMost(SparkplugBench.PATIENCE)
          .until(
              () ->
                  told.getLast() instanceof Reading.Seen seen
                      && seen.value().equals(Value.Numeric.of(11)));
      node.drop();
      await().atMost(SparkplugBench.PATIENCE).until(() -> told.getLast() instanceof Reading.Unseen);
    }
  }

  @Test
  @Tag("fault")
  void numbersWithoutAliasesAreNamedByName() throws Exception {
    try (PressNode node = new PressNode(bench.broker, 10, 0, false)) {
      bench.gateway.connected();
      bench.awaitSpeed(10);
      assertThat(bench.prepare("SetSpeed", 42)).isInstanceOf(State.Prepared.class);
      bench.gateway.commit();
      bench.gateway.await(state -> state instanceof State.Ended);
      assertThat(node.commands().getFirst().getMetrics(0).getName()).isEqualTo("Motor/Speed");
      assertThat(node.commands().getFirst().getMetrics(0).hasAlias()).isFalse();
    }
  }

  @Test
  void edgeNodeItselfIsWrittenByNcmd() throws Exception {
    bench.gateway.close();
    String profile =
        """
        name: belt
        deviceResources: [{ name: Mode, properties: { valueType: Int32, readWrite: RW } }]
        """;
    String device =
        SparkplugBench.device(bench.broker)
            .replaceFirst(",\\s*DeviceId: Drive|, DeviceId: Drive", "");
    try (PressNode node = new PressNode(bench.broker, 10, 0, true);
        MqttGateway gateway =
            MqttGateway.sparkplug(
                directory.resolve("node"), profile, device, SparkplugBench.settings())) {
      gateway.connected();
      assertThat(gateway.prepare("Mode", Map.of("Mode", BigDecimal.TWO)))
          .isInstanceOf(State.Prepared.class);
      gateway.commit();
      gateway.await(state -> state instanceof State.Ended);
      Payload.Metric metric = node.commands().getFirst().getMetrics(0);
      assertThat(metric.getName()).isEqualTo("Mode");
      assertThat(metric.getIntValue()).isEqualTo(2);
    }
  }

  /** A command holds its metrics, not its topic. */
  @Test
  void twoTransactionsMayWriteTwoMetricsOfOneDevice() throws Exception {
    try (PressNode _ = bench.node(10)) {
      assertThat(bench.prepare("SetSpeed", 42)).isInstanceOf(State.Prepared.class);
      TransactionId other = new TransactionId("t2");
      assertThat(bench.gateway.prepare(other, "conveyor", "Name", Map.of("Name", "lathe")))
          .isInstanceOf(State.Prepared.class);
      TransactionId third = new TransactionId("t3");
      assertThat(
              bench
                  .gateway
                  .prepare(third, "conveyor", "SetSpeedSoon", Map.of("Speed", BigDecimal.ONE))
                  .toString())
          .contains("RESERVED");
    }
  }
}
