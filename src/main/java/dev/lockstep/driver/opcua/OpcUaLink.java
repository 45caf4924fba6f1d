package dev.lockstep.driver.opcua;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Device;
import dev.lockstep.device.Moment;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.TimeSource;
import dev.lockstep.device.Work;
import dev.lockstep.driver.Arming;
import dev.lockstep.driver.Called;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Disarming;
import dev.lockstep.driver.Fencing;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.Recalled;
import dev.lockstep.driver.Sent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The way to one OPC UA server. Whatever is asked while there is no session is answered at once:
 * nothing waits for one.
 */
final class OpcUaLink implements DeviceLink {
  private final Connector connector;
  private final Fence fence;
  private final Reader reader;
  private final Writer writer;
  private final Methods methods;
  private final Examiner examiner;
  private final Handshakes handshakes;
  private final Watches watches;
  private final Resources resources;
  private final NodeTargets targets;

  // What is handed on of this link is used after the constructor has ended.
  @SuppressWarnings("this-escape")
  OpcUaLink(Device device, Dialer.Shared shared, Dialer dialer, Parts parts) {
    OpcUaSettings settings = shared.settings();
    OpcUaSettings.Times times = settings.times();
    TimeSource clock = shared.clock();
    Duration request = times.request();
    Reads reads = new Reads(request, clock);
    Greeting greeting = new Greeting(reads, settings.bounds().nodesPerCall());
    String name = device.name().value();
    this.resources = new Resources(device);
    this.targets = new NodeTargets(device);
    this.connector =
        new Connector(
            new Connector.Parts(
                name, dialer, greeting, parts.unsettled(), times, clock, parts.random()));
    this.fence = new Fence(connector, parts.unsettled(), times, shared);
    this.reader = new Reader(resources, reads);
    this.writer = new Writer(resources, request, clock);
    this.methods = new Methods(resources, reads, request, clock);
    this.examiner = new Examiner(resources, methods);
    this.handshakes = new Handshakes(this, resources, times.poll(), clock);
    Subscriber subscriber = new Subscriber(resources, reader, times, clock);
    this.watches = new Watches(subscriber, reader, connector, settings);
  }

  /** What a link has of its own. */
  record Parts(Unsettled unsettled, RandomGenerator random) {}

  void start() {
    String name = resources.device().name().value();
    watches.start(name);
    connector.start();
  }

  @Override
  public LinkStatus status() {
    return connector.status();
  }

  @Override
  public List<Reading> read(List<ResourceName> names, Deadline deadline) {
    Optional<Online> online = connector.online();
    return online.isPresent()
        ? reader.read(online.get(), names, deadline)
        : names.stream()
            .map(name -> reader.unseen(name, connector.status().code(), notConnected()))
            .toList();
  }

  @Override
  public Set<Target> targets(ResourceName resource) {
    return targets.of(resource, connector.online());
  }

  @Override
  public Set<Target> requests(Action action) {
    return Set.of(); // a handshake's ids are resources
  }

  @Override
  public List<Reason> examine(Work work, Deadline deadline) {
    return connector
        .online()
        .map(online -> examiner.examine(online, work, deadline))
        .orElseGet(() -> List.of(disconnected()));
  }

  @Override
  public List<Reason> examine(Work.Call call, List<OutputCondition> expected, Deadline deadline) {
    return connector
        .online()
        .map(online -> examiner.outputs(online, call, expected, deadline))
        .orElseGet(() -> List.of(disconnected()));
  }

  @Override
  public List<Sent> write(List<Assignment> assignments, Deadline deadline) {
    return connector
        .online()
        .map(online -> writer.write(online, assignments, deadline))
        .orElseGet(() -> Writer.notSent(assignments, notConnected()));
  }

  @Override
  public Called call(Work.Call call, Deadline deadline) {
    return connector
        .online()
        .map(online -> methods.call(online, call, deadline))
        .orElseGet(() -> new Called(new Sent.NotSent(notConnected()), List.of()));
  }

  @Override
  public Arming arm(Order order, Deadline deadline) {
    if (connector.online().isEmpty()) {
      return new Arming.NotArmed(disconnected());
    }
    return switch (order.action().guarantees().preparation()) {
      case Preparation.Handshake plc -> handshakes.arm(order, plc, deadline);
      case Preparation.None none -> new Arming.NotArmed(unsupported());
      case Preparation.Exchange exchange -> new Arming.NotArmed(unsupported());
    };
  }

  @Override
  public Recalled fire(Order order, Deadline deadline) {
    return switch (order.action().guarantees().preparation()) {
      case Preparation.Handshake plc -> handshakes.fire(order, plc, deadline);
      case Preparation.None none -> new Recalled.Untold(unsupported().detail());
      case Preparation.Exchange exchange -> new Recalled.Untold(unsupported().detail());
    };
  }

  @Override
  public Disarming disarm(Order order, Deadline deadline) {
    return switch (order.action().guarantees().preparation()) {
      case Preparation.Handshake plc -> handshakes.disarm(order, plc, deadline);
      case Preparation.None none -> new Disarming.Disarmed("nothing is armed by this command");
      case Preparation.Exchange exchange -> new Disarming.Unconfirmed(unsupported().detail());
    };
  }

  @Override
  public Recalled recall(Order order, Deadline deadline) {
    return switch (order.action().guarantees().preparation()) {
      case Preparation.Handshake plc -> handshakes.recall(order, plc, deadline);
      case Preparation.None none -> new Recalled.Untold("the device keeps no ids");
      case Preparation.Exchange exchange -> new Recalled.Untold(unsupported().detail());
    };
  }

  @Override
  public Fencing fence(Moment sentAt, Deadline deadline) {
    return fence.shut(sentAt, deadline);
  }

  @Override
  public Watch watch(List<ResourceName> names, Consumer<Reading> listener) {
    return watches.watch(names, listener);
  }

  private String notConnected() {
    return "not connected: " + connector.status().detail();
  }

  private Reason disconnected() {
    return Reason.of(connector.status().code(), notConnected()).at(resources.device().name());
  }

  private Reason unsupported() {
    return Reason.of(Code.UNSUPPORTED, "OPC UA arms by plc-handshake alone")
        .at(resources.device().name());
  }

  boolean isClosed() {
    return connector.isClosed();
  }

  @Override
  public void close() {
    watches.close();
    connector.close();
  }
}
