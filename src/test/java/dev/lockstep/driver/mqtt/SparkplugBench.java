package dev.lockstep.driver.mqtt;

import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Reading;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.transaction.State;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real broker, a gateway as a host application with one Sparkplug device, and no edge node. */
final class SparkplugBench implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final ResourceName SPEED = new ResourceName("Speed");
  static final String PROFILE =
      """
      name: belt
      deviceResources:
        - name: Speed
          attributes: { metric: Motor/Speed }
          properties: { valueType: Float64, readWrite: RW, minimum: 0, maximum: 100 }
        - name: Count
          attributes: { metric: Motor/Count }
          properties: { valueType: Uint64, readWrite: RW }
        - name: Name
          attributes: { metric: Motor/Name }
          properties: { valueType: String, readWrite: RW }
        - name: Codes
          attributes: { metric: Motor/Codes }
          properties: { valueType: Int32Array, readWrite: RW }
        - name: Since
          attributes: { metric: Motor/Since }
          properties: { valueType: String, readWrite: RW }
        - name: Unset
          attributes: { metric: Motor/Unset }
          properties: { valueType: Int32, readWrite: RW }
        - name: Recipe
          attributes: { metric: Motor/Recipe }
          properties: { valueType: Int32, readWrite: RW }
      deviceCommands:
        - name: SetSpeed
          readWrite: RW
          resourceOperations: [{ deviceResource: Speed }]
          tags: { lockstep: { prepare: sparkplug, verify: { readBack: { within: 3s } } } }
        - name: SetSpeedSoon
          readWrite: RW
          resourceOperations: [{ deviceResource: Speed }]
          tags: { lockstep: { verify: { readBack: { within: 300ms } } } }
      """;

  final TestBroker broker;
  final MqttGateway gateway;

  SparkplugBench(Path directory, String... settings) throws Exception {
    broker = TestBroker.started(directory);
    gateway = MqttGateway.sparkplug(directory, PROFILE, device(broker), settings(settings));
  }

  static String device(TestBroker broker) {
    return """
    { name: conveyor, profileName: belt, protocols: { sparkplug: { Broker: "%s", GroupId: %s,
      EdgeNodeId: %s, DeviceId: %s } } }\
    """
        .formatted(broker.uri(), PressNode.GROUP, PressNode.NODE, PressNode.DEVICE);
  }

  static MqttSettings settings(String... more) {
    String[] all = new String[more.length + 4];
    all[0] = "sparkplug.reorder-timeout=200ms";
    all[1] = "sparkplug.rebirth-pause-min=20ms";
    all[2] = "sparkplug.rebirth-pause-max=200ms";
    all[3] = "sparkplug.rebirth-after=400ms";
    System.arraycopy(more, 0, all, 4, more.length);
    return MqttTestGateway.settings(all);
  }

  PressNode node(long speed) throws Exception {
    PressNode node = new PressNode(broker, speed, 0, true);
    gateway.connected();
    awaitSpeed(speed);
    return node;
  }

  DeviceLink link() {
    return gateway.link();
  }

  Reading read(String resource) {
    return link()
        .read(List.of(new ResourceName(resource)), gateway.clock.in(Duration.ofSeconds(5)))
        .getFirst();
  }

  void awaitSpeed(long speed) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                read("Speed") instanceof Reading.Seen seen
                    && seen.value().equals(Value.Numeric.of(speed)));
  }

  void awaitUnseen(String words) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                read("Speed") instanceof Reading.Unseen unseen
                    && unseen.reason().detail().contains(words));
  }

  State prepare(String command, long speed) throws Exception {
    return gateway.prepare(command, Map.of("Speed", BigDecimal.valueOf(speed)));
  }

  @Override
  public void close() {
    gateway.close();
    broker.close();
  }
}
