package dev.lockstep.driver.mqtt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.faults.Fate;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.FaultyNetwork.Direction;
import dev.lockstep.faults.Framing;
import dev.lockstep.transaction.State;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Birth and death certificates of the host application: what it sends, octet by octet, and what
 * others see on its STATE topic.
 */
class SparkplugStateTest {
  private static final String STATE = "spBv1.0/STATE/line-1";
  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int SUBSCRIBE = 8;
  private static final Pattern DEATH = Pattern.compile("\\{\"online\":false,\"timestamp\":(\\d+)}");
  private static final Pattern BIRTH = Pattern.compile("\\{\"online\":true,\"timestamp\":(\\d+)}");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  private TestBroker broker;
  private FaultyNetwork network;
  private MqttGateway gateway;
  private final List<byte[]> sent = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
    network = new FaultyNetwork(broker.port(), Framing.MQTT);
    network.rule(
        Direction.TO_SERVER,
        message -> {
          sent.add(message.clone());
          return Fate.PASSED;
        });
  }

  @AfterEach
  void stop() throws Exception {
    if (gateway != null) {
      gateway.close();
    }
    network.close();
    broker.close();
  }

  private void open() throws Exception {
    String device =
        SparkplugBench.device(broker).replace(":" + broker.port(), ":" + network.port());
    gateway =
        MqttGateway.sparkplug(directory, SparkplugBench.PROFILE, device, SparkplugBench.settings());
  }

  private static int type(byte[] packet) {
    return (packet[0] & 0xff) >> 4;
  }

  private List<byte[]> packets(int type) {
    return sent.stream().filter(each -> type(each) == type).toList();
  }

  private void awaitPackets(int type, int count) {
    await().atMost(SparkplugBench.PATIENCE).until(() -> packets(type).size() >= count);
  }

  private static String text(byte[] packet) {
    return new String(packet, ISO_8859_1);
  }

  private static long timestamp(Pattern certificate, byte[] packet) {
    Matcher found = certificate.matcher(text(packet));
    assertThat(found.find()).as(text(packet)).isTrue();
    return Long.parseLong(found.group(1));
  }

  @Test
  void willIsTheDeathAndTheFirstMessageTheBirthWithItsTime() throws Exception {
    open();
    awaitPackets(PUBLISH, 1);

    byte[] connect = packets(CONNECT).getFirst();
    // Fixed header, length of the rest in two octets, "MQTT", version 5, flags (MQTT 5, 3.1.2).
    assertThat(connect[9]).isEqualTo((byte) 5);
    int flags = connect[10] & 0xff;
    assertThat(flags & 0x3f).as("clean start, will, QoS 1, retain").isEqualTo(0b101110);
    assertThat(text(connect)).contains(STATE);

    List<Integer> order = sent.stream().map(SparkplugStateTest::type).toList();
    assertThat(order.subList(0, 2)).containsExactly(CONNECT, SUBSCRIBE);
    assertThat(text(packets(SUBSCRIBE).getFirst())).contains("spBv1.0/#", STATE);
    byte[] first = packets(PUBLISH).getFirst();
    assertThat(order.indexOf(PUBLISH)).isGreaterThan(order.lastIndexOf(SUBSCRIBE));
    assertThat(first[0]).as("QoS 1, retained").isEqualTo((byte) 0x33);
    assertThat(text(first)).contains(STATE);
    assertThat(timestamp(BIRTH, first)).isEqualTo(timestamp(DEATH, connect));
  }

  @Test
  void commandsAndRequestsForBirthsHaveQos0AndAreNotRetained() throws Exception {
    try (PressNode node = new PressNode(broker, 10, 0, true)) {
      open();
      gateway.connected();
      assertThat(gateway.prepare("SetSpeed", Map.of("Speed", BigDecimal.TEN.add(BigDecimal.ONE))))
          .isInstanceOf(State.Prepared.class);
      gateway.commit();
      gateway.await(state -> state instanceof State.Ended);

      assertThat(node.commands()).hasSize(1);
      List<byte[]> commands =
          packets(PUBLISH).stream().filter(each -> text(each).contains("CMD/")).toList();
      assertThat(commands).hasSizeGreaterThanOrEqualTo(2);
      assertThat(commands).allSatisfy(each -> assertThat(each[0]).isEqualTo((byte) 0x30));
      assertThat(text(commands.getFirst())).contains("spBv1.0/Plant/NCMD/Press");
      assertThat(text(commands.getLast())).contains("spBv1.0/Plant/DCMD/Press/Drive");
    }
  }

  @Test
  @Tag("fault")
  void brokerTellsItsDeathAndTheNextBirthIsLater() throws Exception {
    try (Machine other = Machine.listening(broker, STATE)) {
      open();
      other.awaitMessages(1);
      long born = json(other, 0).path("timestamp").asLong();
      network.reset();
      other.awaitMessages(3);

      assertThat(json(other, 1).path("online").booleanValue()).isFalse();
      assertThat(json(other, 1).path("timestamp").asLong()).isEqualTo(born);
      assertThat(json(other, 2).path("online").booleanValue()).isTrue();
      assertThat(json(other, 2).path("timestamp").asLong()).isGreaterThan(born);
    }
  }

  /** A will of before that arrives late, or another host with the same id. */
  @Test
  @Tag("fault")
  void deathThatItHearsOfItselfIsAnsweredWithItsBirth() throws Exception {
    try (Machine other = Machine.listening(broker, STATE)) {
      open();
      gateway.link();
      other.awaitMessages(1);
      String born = other.payloads().getFirst();
      awaitPackets(PUBLISH, 2);
      other.keep(STATE, "{\"online\":false,\"timestamp\":1}");
      other.awaitMessages(3);
      assertThat(other.payloads().get(2)).isEqualTo(born);
    }
  }

  @Test
  void deathIsPublishedBeforeItLeaves() throws Exception {
    open();
    awaitPackets(PUBLISH, 2);
    gateway.close();
    gateway = null;

    byte[] last = packets(PUBLISH).getLast();
    assertThat(last[0]).as("QoS 1, retained").isEqualTo((byte) 0x33);
    assertThat(timestamp(DEATH, last))
        .isGreaterThanOrEqualTo(timestamp(DEATH, packets(CONNECT).getFirst()));
    try (Machine late = Machine.listening(broker, STATE)) {
      late.awaitMessages(1);
      assertThat(json(late, 0).path("online").booleanValue()).isFalse();
      assertThat(late.got().getFirst().isRetain()).isTrue();
    }
  }

  @Test
  void twoDevicesOfOneHostShareItsConnection() throws Exception {
    String one = SparkplugBench.device(broker).replace(":" + broker.port(), ":" + network.port());
    gateway =
        MqttGateway.sparkplug(
            directory,
            SparkplugBench.PROFILE,
            one
                + ", "
                + one.replace("conveyor", "other").replace("DeviceId: Drive", "DeviceId: Lift"),
            SparkplugBench.settings());
    awaitPackets(PUBLISH, 2);
    assertThat(packets(CONNECT)).hasSize(1);
  }

  @Test
  @Tag("fault")
  void twoBrokersAreTwoSessionsWithTimesOfTheirOwn() throws Exception {
    try (TestBroker second =
            TestBroker.started(Files.createDirectories(directory.resolve("second")));
        Machine one = Machine.listening(broker, STATE)) {
      String device = SparkplugBench.device(broker);
      String other =
          device.replace("conveyor", "other").replace(":" + broker.port(), ":" + second.port());
      gateway =
          MqttGateway.sparkplug(
              directory, SparkplugBench.PROFILE, device + ", " + other, SparkplugBench.settings());
      one.awaitMessages(1);
      try (Machine two = Machine.listening(second, STATE)) {
        two.awaitMessages(1);
        assertThat(json(two, 0).path("online").booleanValue()).isTrue();
      }
      second.stop();
      second.start();
      try (Machine two = Machine.listening(second, STATE)) {
        two.awaitMessages(1);
        assertThat(json(two, 0).path("timestamp").asLong())
            .isGreaterThan(json(one, 0).path("timestamp").asLong());
      }
      assertThat(one.got()).hasSize(1);
    }
  }

  private static JsonNode json(Machine machine, int message) throws Exception {
    return JSON.readTree(machine.payloads().get(message));
  }
}
