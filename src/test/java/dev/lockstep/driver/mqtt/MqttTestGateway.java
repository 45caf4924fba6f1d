package dev.lockstep.driver.mqtt;

import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.device.Access;
import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceCommand;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.Work;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.SendLease;
import dev.lockstep.driver.SendResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A driver with one test device: a conveyor with a speed. */
final class MqttTestGateway implements AutoCloseable {
  static final DeviceName CONVEYOR = new DeviceName("conveyor");
  static final ResourceName SPEED = new ResourceName("Speed");
  static final CommandName SET_SPEED = new CommandName("SetSpeed");
  static final Duration LONG = Duration.ofSeconds(8);
  static final Preparation.Exchange EXCHANGE =
      new Preparation.Exchange(
          "lockstep/{device}/{verb}",
          "lockstep/{device}/answers/{gateway}",
          Promise.DURABLE,
          Duration.ofSeconds(2));

  final ShiftedClock clock = new ShiftedClock();
  final MqttDriver driver;
  private final Device device;
  private DeviceLink link;

  private MqttTestGateway(
      Device device, MqttSettings settings, MqttSecrets secrets, SendLease lease) {
    this.device = device;
    this.driver =
        new MqttDriver(settings, "line-1", secrets, RandomGenerator.getDefault(), clock, lease);
    this.link = driver.open(device);
  }

  /** Settings for a broker on this machine, with more keys or others. */
  static MqttSettings settings(String... others) {
    Map<String, String> keys = new TreeMap<>();
    keys.put("connect-timeout", "2s");
    keys.put("keep-alive", "60s");
    keys.put("reconnect-pause-min", "20ms");
    keys.put("reconnect-pause-max", "100ms");
    keys.put("state-within", "0s");
    for (String each : others) {
      String[] sides = each.split("=", 2);
      keys.put(sides[0], sides[1]);
    }
    return UsualSettings.of(
        MqttSettings.class,
        keys.entrySet().stream().map(Map.Entry::toString).toArray(String[]::new));
  }

  static MqttTestGateway of(Device device) {
    return of(device, settings(), name -> Optional.empty());
  }

  static MqttTestGateway of(Device device, MqttSettings settings, MqttSecrets secrets) {
    return new MqttTestGateway(device, settings, secrets, SendLease.ALWAYS);
  }

  /** One of the two PCs of a line. */
  static MqttTestGateway of(Device device, SendLease lease) {
    return new MqttTestGateway(device, settings(), name -> Optional.empty(), lease);
  }

  /** A conveyor whose speed has topics, and whose commands are prepared as given. */
  static Device conveyor(Map<String, String> address, Preparation preparation) {
    return device(
        address,
        preparation,
        Map.of(
            "setTopic", "plant/{device}/speed/set",
            "stateTopic", "plant/{device}/speed",
            "field", "speed"));
  }

  static Device device(
      Map<String, String> address, Preparation preparation, Map<String, Object> attributes) {
    Resource speed =
        new Resource(
            SPEED,
            ValueType.FLOAT64,
            Access.READ_WRITE,
            new Resource.Limits(Optional.empty(), Optional.of(new BigDecimal(100))),
            Scaling.NONE,
            "m/min",
            attributes);
    DeviceCommand.Operation operation =
        new DeviceCommand.Operation(SPEED, Optional.empty(), new LinkedHashMap<>());
    DeviceCommand command =
        new DeviceCommand(
            SET_SPEED, Access.READ_WRITE, List.of(List.of(operation)), guarantees(preparation));
    Profile profile =
        new Profile(
            new ProfileName("Conveyor"), "", Map.of(SPEED, speed), Map.of(SET_SPEED, command));
    return new Device(CONVEYOR, profile, "", Map.of("mqtt", address));
  }

  /** A device of one number without topics, by this name. */
  static Device named(String resource, Map<String, String> address) {
    ResourceName name = new ResourceName(resource);
    Resource only =
        new Resource(
            name,
            ValueType.FLOAT64,
            Access.READ_WRITE,
            Resource.Limits.NONE,
            Scaling.NONE,
            "",
            Map.of());
    Profile profile = new Profile(new ProfileName("Conveyor"), "", Map.of(name, only), Map.of());
    return new Device(CONVEYOR, profile, "", Map.of("mqtt", address));
  }

  private static Guarantees guarantees(Preparation preparation) {
    Guarantees plain = Guarantees.OF_WRITES;
    return new Guarantees(
        plain.requires(),
        preparation,
        plain.reserves(),
        plain.wholeDevice(),
        plain.staleAfter(),
        plain.verification(),
        plain.repeat(),
        plain.undo());
  }

  static Assignment speed(long value) {
    return new Assignment(SPEED, Value.Numeric.of(value));
  }

  static Order order(String reference, Preparation preparation, long speed) {
    Work work = new Work.Write(List.of(List.of(speed(speed))));
    return new Order(reference, new Action(CONVEYOR, SET_SPEED, work, guarantees(preparation)));
  }

  /** Settings by which the driver does not reconnect during a test. */
  static MqttSettings patient() {
    return settings("reconnect-pause-min=1m", "reconnect-pause-max=1m");
  }

  Device device() {
    return device;
  }

  DeviceLink link() {
    return link;
  }

  /** Closes the link and opens another, as a restart would. */
  DeviceLink reopen() {
    link.close();
    link = driver.open(device);
    return link;
  }

  Deadline soon() {
    return clock.in(LONG);
  }

  MqttTestGateway connected() {
    awaitStatus(LinkStatus.State.CONNECTED);
    return this;
  }

  LinkStatus awaitStatus(LinkStatus.State wanted) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> link.status(), status -> status.state() == wanted);
  }

  SendResult write(long speed) {
    return write(speed, soon());
  }

  SendResult write(long speed, Deadline deadline) {
    return link.write(List.of(speed(speed)), deadline).getFirst();
  }

  Reading read() {
    return link.read(List.of(SPEED), soon()).getFirst();
  }

  void awaitSpeed(long speed) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                read() instanceof Reading.Seen seen
                    && seen.value().equals(Value.Numeric.of(speed)));
  }

  @Override
  public void close() {
    driver.close();
  }
}
