package dev.lockstep.app;

import static org.awaitility.Awaitility.await;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.Settings;
import dev.lockstep.device.DeviceName;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.OutcomeWitness;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.plant.Broker;
import dev.lockstep.plant.Conveyor;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.Press;
import dev.lockstep.rest.ReloadViews;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A gateway whole but for its HTTP, whose profiles and devices are written anew while it works:
 * presses with an OPC UA server each, and belts at one MQTT broker, on real connections.
 */
final class ReloadedLine implements AutoCloseable {
  private static final int PROFILES = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PRESS =
      """
      name: %s
      deviceResources:
        - name: Recipe
          attributes: { nodeId: "nsu=urn:lockstep:plant:press;s=Press.RecipeNumber" }
          properties: { valueType: Uint16, readWrite: RW, minimum: 1, maximum: 99 }
      deviceCommands:
        - name: SetRecipe
          readWrite: RW
          resourceOperations: [{ deviceResource: Recipe }]
          tags: { lockstep: { verify: { readBack: { within: 2s } } } }
      """;
  private static final String BELT =
      """
      name: %s
      deviceResources:
        - name: Speed
          attributes: { stateTopic: "plant/{device}/state/speed", payload: text }
          properties: { valueType: Float32, readWrite: RW, minimum: "0.1", maximum: "2.5" }
      deviceCommands:
        - name: SetSpeed
          readWrite: RW
          resourceOperations: [{ deviceResource: Speed }]
          tags: { lockstep: { verify: acknowledged, repeat: testable, prepare: {
            pattern: mqtt-request, topic: "plant/{device}/request/{verb}",
            responseTopic: "plant/{device}/answers/{gateway}", promise: DURABLE, within: 2s } } }
      """;

  private final Path files;
  private final List<Press> presses;
  private final Broker broker;
  private final Map<String, Conveyor> belts = new TreeMap<>();
  private final Map<String, String> devices = new TreeMap<>();
  private final SystemTime time = new SystemTime();
  private final Gateway gateway;

  /**
   * Connected to press-1, press-2, belt-1 and belt-2, each of which has a profile of its own; a
   * third press stands there, and the gateway does not know it.
   *
   * @param folder an empty one
   */
  ReloadedLine(Path folder) throws IOException {
    List<Integer> ports = FreePorts.find(4);
    presses = ports.subList(0, 3).stream().map(port -> new Press(port).start()).toList();
    broker = new Broker(ports.get(3)).start();
    for (String each : List.of("belt-1", "belt-2")) {
      belts.put(each, new Conveyor(each, broker.port()).start());
    }
    files = Files.createDirectories(folder.resolve("profiles"));
    for (String each : List.of("press-1", "press-2", "press-3")) {
      profile(each, PRESS.formatted(each));
    }
    belts.keySet().forEach(each -> profile(each, BELT.formatted(each)));
    for (int each = 6; each <= PROFILES; each++) {
      profile("spare-" + each, PRESS.formatted("spare-" + each));
    }
    press("press-1", 1);
    press("press-2", 2);
    belts.keySet().forEach(this::belt);
    gateway = open(folder);
    List.of("press-1", "press-2", "belt-1", "belt-2").forEach(this::awaitConnected);
  }

  private Gateway open(Path folder) {
    Map<String, String> keys =
        Map.of(
            "lockstep.gateway.name",
            "reloaded",
            "lockstep.journal.path",
            folder.resolve("journal.db").toString(),
            "lockstep.journal.reserve",
            "64K",
            "lockstep.opcua.pki",
            folder.resolve("pki").toString(),
            "lockstep.opcua.reconnect-pause-min",
            "100ms",
            "lockstep.opcua.reconnect-pause-max",
            "200ms",
            "lockstep.catalog.profiles",
            files.toString(),
            "lockstep.catalog.devices",
            files.resolve("devices").toString());
    GatewayConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 300, new DurationConverter())
            .withSources(new PropertiesConfigSource(keys, "the test's", 300))
            .withMapping(GatewayConfig.class)
            .build()
            .getConfigMapping(GatewayConfig.class);
    Settings settings = new Settings(config, Duration.ZERO);
    CoordinatorClient.Word silence = new CoordinatorClient.Word.Silence("nobody is asked here");
    Gateway.Collaborators collaborators =
        new Gateway.Collaborators(
            time,
            (address, id) -> silence,
            (address, id, voted) -> silence,
            OutcomeWitness.NONE,
            (before, event, decision) -> {},
            DeviceLinks.Metering.NONE);
    return Gateway.open(
        settings, StartupResources.open(settings, time, Reign.ALONE), collaborators);
  }

  /** Writes the file of a profile, which has the device's name. */
  void profile(String name, String text) {
    write(files.resolve(name + ".yaml"), text);
  }

  String profile(String name) {
    try {
      return Files.readString(files.resolve(name + ".yaml"));
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  /** Lists a press at the server with that number, from 1 on. */
  void press(String name, int server) {
    String address =
        "opcua: { Endpoint: \"%s\", SecurityPolicy: None, Insecure: \"true\" }"
            .formatted(machine(server).endpoint());
    list(name, address);
  }

  private void belt(String name) {
    String address =
        "mqtt: { Broker: \"%s\", AvailabilityTopic: plant/%s/availability, OnlinePayload: online,"
            + " OfflinePayload: offline, Qos: 1 }";
    list(name, address.formatted(broker.address(), name));
  }

  private void list(String name, String address) {
    devices.put(
        name,
        "  - { name: %s, profileName: %s, protocols: { %s } }\n".formatted(name, name, address));
    writeDevices();
  }

  /** Takes a device out of the list. */
  void unlist(String name) {
    devices.remove(name);
    writeDevices();
  }

  private void writeDevices() {
    try {
      Files.createDirectories(files.resolve("devices"));
    } catch (IOException full) {
      throw new AssertionError(full);
    }
    write(
        files.resolve("devices").resolve("devices.yaml"),
        "deviceList:\n" + String.join("", devices.values()));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException full) {
      throw new AssertionError(full);
    }
  }

  ReloadViews.Result reload() {
    return gateway.reload().reload(Requester.NONE);
  }

  /** The press behind the server with that number, from 1 on. */
  Press machine(int server) {
    return presses.get(server - 1);
  }

  Conveyor belt(int number) {
    return belts.get("belt-" + number);
  }

  DeviceLink link(String device) {
    return linked(device).orElseThrow();
  }

  Optional<DeviceLink> linked(String device) {
    return gateway.links().find(new DeviceName(device)).map(DeviceLinks.Linked::link);
  }

  void awaitConnected(String device) {
    await("connection to " + device)
        .atMost(PATIENCE)
        .until(() -> link(device).status().connected());
  }

  /** The vote of the gateway on a recipe for a press, or a speed for a belt. */
  State prepare(String id, String device, int value) throws Exception {
    boolean press = device.startsWith("press");
    Map<String, Object> arguments =
        press
            ? Map.of("Recipe", BigDecimal.valueOf(value))
            : Map.of("Speed", BigDecimal.valueOf(value, 2));
    PrepareRequest.Wish wish =
        new PrepareRequest.Wish(device, press ? "SetRecipe" : "SetSpeed", arguments, 0);
    PrepareRequest request =
        new PrepareRequest(
            new TransactionId(id),
            Optional.empty(),
            List.of(),
            Duration.ofSeconds(10),
            false,
            List.of(wish));
    return gateway.participant().prepare(request, Requester.NONE).state();
  }

  /** Commits it, and waits for its end. */
  State.Ended commit(String id) throws Exception {
    TransactionId named = new TransactionId(id);
    var unused = gateway.participant().commit(named, Requester.NONE);
    return (State.Ended)
        await(id + " to end")
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(10))
            .until(() -> gateway.participant().state(named), State.Ended.class::isInstance);
  }

  @Override
  public void close() {
    gateway.close();
    presses.forEach(Press::close);
    belts.values().forEach(Conveyor::close);
    broker.close();
  }
}
