package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import dev.lockstep.app.CheckCommand;
import dev.lockstep.app.CheckDrivers;
import dev.lockstep.catalog.BrokerDraft;
import dev.lockstep.device.BrokerDescription;
import dev.lockstep.device.DeviceName;
import dev.lockstep.driver.BrokerBrowseRequest;
import dev.lockstep.driver.BrokerBrowseRequest.Limits;
import dev.lockstep.driver.BrokerBrowseRequest.Rebirth;
import dev.lockstep.driver.BrowseFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import picocli.CommandLine;

/**
 * A broker with what a test puts on it, one who browses it, and the check of what comes of that.
 */
final class BrowsedBroker implements AutoCloseable {
  static final Rebirth SEEN = new Rebirth(true, Set.of());
  static final Limits ROOMY = new Limits(10_000, 64 << 20);

  final TestBroker broker;
  private final Mqtt5BlockingClient client;

  BrowsedBroker(TestBroker broker) {
    this.broker = broker;
    this.client =
        Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(broker.port()).buildBlocking();
    client.connect();
  }

  BrowsedBroker keep(String topic, String payload) {
    return keep(topic, payload.getBytes(StandardCharsets.UTF_8));
  }

  BrowsedBroker keep(String topic, byte[] payload) {
    publish(topic, payload, true);
    return this;
  }

  void publish(String topic, byte[] payload, boolean retained) {
    client
        .publishWith()
        .topic(topic)
        .payload(payload)
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(retained)
        .send();
  }

  BrokerBrowseRequest request(String filter, Rebirth rebirth, Limits limits) {
    return request(filter, rebirth, limits, 0);
  }

  BrokerBrowseRequest request(String filter, Rebirth rebirth, Limits limits, int deviceLevel) {
    return new BrokerBrowseRequest(
        broker.uri(),
        Optional.empty(),
        new DeviceName("plant"),
        false,
        filter,
        Duration.ofMillis(1500),
        rebirth,
        limits,
        deviceLevel);
  }

  static MqttBrowser browser(String... settings) {
    return new MqttBrowser(
        MqttTestGateway.settings(settings),
        "line-1",
        name -> Optional.empty(),
        RandomGenerator.getDefault(),
        new ShiftedClock());
  }

  BrokerDescription browse() throws BrowseFailedException, InterruptedException {
    return browse(request("#", Rebirth.NONE, ROOMY));
  }

  BrokerDescription browse(BrokerBrowseRequest request)
      throws BrowseFailedException, InterruptedException {
    return browser().browse(request, progress -> {});
  }

  /** Writes the draft into a folder of its own. */
  static Path written(BrokerDescription found, Path folder) throws IOException {
    Files.createDirectories(folder);
    BrokerDraft draft = new BrokerDraft("a broker", found);
    int number = 0;
    for (Map.Entry<String, String> each : draft.profiles().entrySet()) {
      Files.writeString(folder.resolve("profile-%d.yaml".formatted(number++)), each.getValue());
    }
    Files.writeString(folder.resolve("plant.devices.yaml"), draft.devices());
    return folder;
  }

  /** What {@code lockstep check} says of a folder, by its last line or all of its faults. */
  static String check(Path folder) {
    StringWriter out = new StringWriter();
    new CommandLine(new CheckCommand(new CheckDrivers()))
        .setOut(new PrintWriter(out, true))
        .execute(folder.toString());
    return out.toString();
  }

  @Override
  public void close() {
    client.disconnect();
    broker.close();
  }
}
