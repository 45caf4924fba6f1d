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
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.CallResult;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendResult;
import dev.lockstep.driver.ServerCertificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The link to one OPC UA server. A request that comes while there is no active session is refused
 * at once; none waits for a session.
 */
final class OpcUaLink implements DeviceLink {
  private final LinkState state;
  private final Connector connector;
  private final Fence fence;
  private final NodeReader reader;
  private final NodeWriter writer;
  private final MethodCaller caller;
  private final Examiner examiner;
  private final Handshakes handshakes;
  private final MonitoredResources monitored;
  private final NodeResolver resolver;
  private final NodeTargets targets;
  private final SecureChannelOpener opener;

  // The parts that are given this link use it only after the constructor has ended.
  @SuppressWarnings("this-escape")
  OpcUaLink(
      Device device, SecureChannelOpener.Shared shared, SecureChannelOpener opener, Parts parts) {
    OpcUaSettings settings = shared.settings();
    OpcUaSettings.Times times = settings.times();
    TimeSource clock = shared.clock();
    Duration request = times.requestTimeout();
    AttributeReader reads = new AttributeReader(request, clock);
    ServerCapabilities capabilities =
        new ServerCapabilities(reads, settings.bounds().nodesPerCall());
    String name = device.name().value();
    this.resolver = new NodeResolver(device);
    this.targets = new NodeTargets(device);
    this.opener = opener;
    this.state = new LinkState(name, clock);
    this.connector =
        new Connector(
            new Connector.Parts(
                state,
                name,
                opener,
                capabilities,
                parts.outstanding(),
                times,
                clock,
                parts.random()));
    this.fence = new Fence(connector, state, parts.outstanding(), shared);
    this.reader = new NodeReader(resolver, reads);
    this.writer = new NodeWriter(resolver, request, clock);
    this.caller = new MethodCaller(resolver, reads, request, clock);
    this.examiner = new Examiner(resolver, caller);
    this.handshakes = new Handshakes(this, resolver, times.poll(), clock);
    Subscriber subscriber = new Subscriber(resolver, reader, times, clock);
    this.monitored = new MonitoredResources(subscriber, reader, state, settings);
  }

  /** What a link has of its own. */
  record Parts(OutstandingRequests outstanding, RandomGenerator random) {}

  void start() {
    String name = resolver.device().name().value();
    monitored.start(name);
    connector.start();
  }

  /** The session that it has now; empty where it has none. */
  Optional<ActiveSession> session() {
    return state.online();
  }

  @Override
  public LinkStatus status() {
    return state.status();
  }

  @Override
  public Optional<ServerCertificate> server() {
    return opener.accepted();
  }

  @Override
  public List<Reading> read(List<ResourceName> names, Deadline deadline) {
    Optional<ActiveSession> session = state.online();
    return session.isPresent()
        ? reader.read(session.get(), names, deadline)
        : names.stream()
            .map(name -> reader.unseen(name, state.status().code(), notConnected()))
            .toList();
  }

  @Override
  public Set<Target> targets(ResourceName resource) {
    return targets.of(resource, state.online());
  }

  @Override
  public Set<Target> requests(Action action) {
    return Set.of(); // the ids of a handshake are resources already
  }

  @Override
  public List<Reason> examine(Work work, Deadline deadline) {
    return state
        .online()
        .map(session -> examiner.examine(session, work, deadline))
        .orElseGet(() -> List.of(disconnected()));
  }

  @Override
  public List<Reason> examine(Work.Call call, List<OutputCondition> expected, Deadline deadline) {
    return state
        .online()
        .map(session -> examiner.outputs(session, call, expected, deadline))
        .orElseGet(() -> List.of(disconnected()));
  }

  @Override
  public List<SendResult> write(List<Assignment> assignments, Deadline deadline) {
    return state
        .online()
        .map(session -> writer.write(session, assignments, deadline))
        .orElseGet(() -> NodeWriter.notSent(assignments, notConnected()));
  }

  @Override
  public CallResult call(Work.Call call, Deadline deadline) {
    return state
        .online()
        .map(session -> caller.call(session, call, deadline))
        .orElseGet(() -> new CallResult(new SendResult.NotSent(notConnected()), List.of()));
  }

  @Override
  public ArmResult arm(Order order, Deadline deadline) {
    if (state.online().isEmpty()) {
      return new ArmResult.NotArmed(disconnected());
    }
    return switch (order.action().guarantees().preparation()) {
      case Preparation.Handshake plc -> handshakes.arm(order, plc, deadline);
      case Preparation.None none -> new ArmResult.NotArmed(unsupported());
      case Preparation.Exchange exchange -> new ArmResult.NotArmed(unsupported());
      case Preparation.Retained retained -> new ArmResult.NotArmed(unsupported());
    };
  }

  @Override
  public OrderStatus fire(Order order, Deadline deadline) {
    return switch (order.action().guarantees().preparation()) {
      case Preparation.Handshake plc -> handshakes.fire(order, plc, deadline);
      case Preparation.None none -> new OrderStatus.Untold(unsupported().detail());
      case Preparation.Exchange exchange -> new OrderStatus.Untold(unsupported().detail());
      case Preparation.Retained retained -> new OrderStatus.Untold(unsupported().detail());
    };
  }

  @Override
  public DisarmResult disarm(Order order, Deadline deadline) {
    return switch (order.action().guarantees().preparation()) {
      case Preparation.Handshake plc -> handshakes.disarm(order, plc, deadline);
      case Preparation.None none -> new DisarmResult.Disarmed("nothing is armed by this command");
      case Preparation.Exchange exchange -> new DisarmResult.Unconfirmed(unsupported().detail());
      case Preparation.Retained retained -> new DisarmResult.Unconfirmed(unsupported().detail());
    };
  }

  @Override
  public OrderStatus queryOrder(Order order, Deadline deadline) {
    return switch (order.action().guarantees().preparation()) {
      case Preparation.Handshake plc -> handshakes.recall(order, plc, deadline);
      case Preparation.None none -> new OrderStatus.Untold("the device keeps no ids");
      case Preparation.Exchange exchange -> new OrderStatus.Untold(unsupported().detail());
      case Preparation.Retained retained -> new OrderStatus.Untold(unsupported().detail());
    };
  }

  @Override
  public FenceResult fence(Moment sentAt, Deadline deadline) {
    return fence.shut(sentAt, deadline);
  }

  @Override
  public Watch watch(List<ResourceName> names, Consumer<Reading> listener) {
    return monitored.watch(names, listener);
  }

  private String notConnected() {
    return "not connected: " + state.status().detail();
  }

  private Reason disconnected() {
    return Reason.of(state.status().code(), notConnected()).at(resolver.device().name());
  }

  private Reason unsupported() {
    return Reason.of(Code.UNSUPPORTED, "OPC UA arms by plc-handshake alone")
        .at(resolver.device().name());
  }

  /** Tries again at once, where it is not connected. */
  void wake() {
    connector.wake();
  }

  boolean isClosed() {
    return connector.isClosed();
  }

  /** Begins to close, and does not wait for the server. */
  void stop() {
    monitored.close();
    connector.stop();
  }

  @Override
  public void close() {
    stop();
    connector.close();
  }
}
