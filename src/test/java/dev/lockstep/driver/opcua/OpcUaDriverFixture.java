package dev.lockstep.driver.opcua;

import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.device.Access;
import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.Work;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.SendLease;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** A driver with quick settings, the press's profile, and short words for both. */
final class OpcUaDriverFixture implements AutoCloseable {
  static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

  private final ManualTimeSource clock = new ManualTimeSource();
  private final OpcUaDriver driver;

  OpcUaDriverFixture(Path pki) {
    this(pki, Map.of());
  }

  OpcUaDriverFixture(Path pki, Map<String, String> passwords) {
    this(pki, passwords, SESSION_TIMEOUT, SendLease.ALWAYS);
  }

  /** One of the two PCs of a line. */
  OpcUaDriverFixture(Path pki, Duration sessionTimeout, SendLease lease) {
    this(pki, Map.of(), sessionTimeout, lease);
  }

  private OpcUaDriverFixture(
      Path pki, Map<String, String> passwords, Duration sessionTimeout, SendLease lease) {
    OpcUaSettings settings =
        UsualSettings.of(
            OpcUaSettings.class,
            "pki=" + pki,
            "application-uri=urn:test:lockstep",
            "connect-timeout=2s",
            "request-timeout=2s",
            "session-timeout=" + sessionTimeout,
            "reconnect-pause-min=50ms",
            "reconnect-pause-max=200ms",
            "keep-alive=500ms",
            "publishing=50ms",
            "poll=10ms",
            "answer-max=3s",
            "trust-check=100ms");
    SplittableRandom random = new SplittableRandom(7);
    DevicePasswords known = device -> Optional.ofNullable(passwords.get(device.value()));
    this.driver = new OpcUaDriver(settings, "test", known, clock, random, lease);
  }

  ManualTimeSource clock() {
    return clock;
  }

  OpcUaDriver driver() {
    return driver;
  }

  static Map<String, String> insecure(int port) {
    return Map.of(
        "Endpoint", "opc.tcp://127.0.0.1:" + port + "/press",
        "SecurityPolicy", "None",
        "Insecure", "true");
  }

  DeviceLink connected(Map<String, String> address) {
    DeviceLink link = driver.open(press(address));
    awaitConnected(link);
    return link;
  }

  static void awaitConnected(DeviceLink link) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(20))
        .until(() -> link.status().connected());
  }

  Deadline in(long millis) {
    return Deadline.in(Duration.ofMillis(millis), clock);
  }

  static Device press(Map<String, String> address) {
    return device(address, PressNodes.URI);
  }

  static Device device(Map<String, String> address, String namespace) {
    Map<ResourceName, Resource> resources = new HashMap<>();
    Map<String, ValueType> types = new LinkedHashMap<>();
    types.put("Recipe", ValueType.INT32);
    types.put("Label", ValueType.STRING);
    types.put("Guard", ValueType.BOOL);
    types.put("Small", ValueType.INT32);
    types.put("Ramp", ValueType.INT16_ARRAY);
    for (String name :
        List.of("Clamping", "Sticky", "Odd", "Locked", "Slow", "ReadOnly", "Staged", "Applied")) {
      types.put(name, ValueType.INT32);
    }
    types.put("Missing", ValueType.INT32);
    for (String name :
        List.of("CommandId", "PreparedId", "RejectedId", "CommitId", "LastAppliedId", "AbortId")) {
      types.put(name, ValueType.STRING);
    }
    types.forEach((name, type) -> add(resources, name, type, Scaling.NONE, node(namespace, name)));
    Scaling tenth = new Scaling(new BigDecimal("0.1"), BigDecimal.ZERO);
    add(resources, "Pressure", ValueType.FLOAT32, tenth, node(namespace, "Pressure"));
    // ServerDiagnosticsSummary (OPC 10000-5, 12.9): CurrentSessionCount, CumulatedSessionCount.
    Map<String, Object> current = Map.of("nodeId", "i=2277");
    add(resources, "Sessions", ValueType.UINT32, Scaling.NONE, current);
    Map<String, Object> cumulated = Map.of("nodeId", "i=2278");
    add(resources, "SessionsEver", ValueType.UINT32, Scaling.NONE, cumulated);
    add(resources, "Strokes", ValueType.UINT16, Scaling.NONE, Map.of());
    add(resources, "Force", ValueType.FLOAT64, Scaling.NONE, Map.of());
    add(
        resources,
        "Stroke",
        ValueType.STRING,
        Scaling.NONE,
        Map.of(
            "methodId", "nsu=" + namespace + ";s=Press.Stroke",
            "objectId", "nsu=" + namespace + ";s=Press",
            "inputMap", List.of("Strokes", "Force")));
    Profile profile = new Profile(new ProfileName("press"), "", resources, Map.of());
    return new Device(
        new DeviceName("Press-1"), profile, "", Map.of(OpcUaDriver.PROTOCOL, address));
  }

  private static Map<String, Object> node(String namespace, String name) {
    return Map.of("nodeId", "nsu=" + namespace + ";s=" + name);
  }

  private static void add(
      Map<ResourceName, Resource> resources,
      String name,
      ValueType type,
      Scaling scaling,
      Map<String, Object> attributes) {
    ResourceName named = new ResourceName(name);
    resources.put(
        named,
        new Resource(
            named, type, Access.READ_WRITE, Resource.Limits.NONE, scaling, "", attributes));
  }

  static ResourceName name(String name) {
    return new ResourceName(name);
  }

  static Assignment set(String name, Value value) {
    return new Assignment(name(name), value);
  }

  static Assignment set(String name, long value) {
    return set(name, Value.Numeric.of(value));
  }

  /** What is read, or the reason why nothing is. */
  Object read(DeviceLink link, String name) {
    return switch (link.read(List.of(name(name)), in(2_000)).getFirst()) {
      case Reading.Seen seen -> seen.value();
      case Reading.Unseen unseen -> unseen.reason();
    };
  }

  Reading reading(DeviceLink link, String name) {
    return link.read(List.of(name(name)), in(2_000)).getFirst();
  }

  static Order order(String reference, long staged, boolean retained) {
    Preparation.Handshake plc =
        new Preparation.Handshake(
            name("CommandId"),
            name("PreparedId"),
            name("CommitId"),
            name("LastAppliedId"),
            name("AbortId"),
            Optional.of(name("RejectedId")),
            retained,
            Duration.ofSeconds(1));
    Guarantees usual = Guarantees.OF_WRITES;
    Guarantees guarantees =
        new Guarantees(
            usual.requires(),
            plc,
            usual.reserves(),
            usual.wholeDevice(),
            usual.staleAfter(),
            usual.verification(),
            usual.repeat(),
            usual.undo());
    Work work = new Work.Write(List.of(List.of(set("Staged", staged))));
    return new Order(
        reference,
        new Action(new DeviceName("Press-1"), new CommandName("Stage"), work, guarantees));
  }

  @Override
  public void close() {
    driver.close();
  }
}
