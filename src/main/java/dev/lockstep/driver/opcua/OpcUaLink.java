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
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.TimeSource;
import dev.lockstep.device.Work;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.CallResult;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.LeaseResult;
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
import java.util.stream.Collectors;

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
  private final PreparationPatterns patterns;
  private final MonitoredResources monitored;
  private final NodeResolver resolver;
  private final NodeTargets targets;
  private final SecureChannelOpener opener;
  private final PartialWrites partialWrites;

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
    this.partialWrites = parts.partialWrites();
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
    this.examiner = new Examiner(resolver, caller, new PartExaminer(resolver, reads));
    LockDirectory directory = new LockDirectory(device.name());
    this.patterns =
        new PreparationPatterns(
            resolver,
            state,
            new Handshakes(this, resolver, times.poll(), clock),
            new Locks(directory, reads, shared.application().uri(), clock, fence::shut),
            directory,
            new JobOrders(resolver, reads, times.poll(), clock, fence::shut));
    Subscriber subscriber = new Subscriber(resolver, reader, times, clock);
    this.monitored = new MonitoredResources(subscriber, reader, state, settings);
  }

  /** What a link has of its own, and what it shares with the others of its driver. */
  record Parts(
      OutstandingRequests outstanding, RandomGenerator random, PartialWrites partialWrites) {}

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
    return patterns.targets(action, targets);
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
    Set<Target> divided =
        assignments.stream()
            .flatMap(each -> targets(each.resource()).stream())
            .filter(each -> each.part() instanceof Target.Part.Elements)
            .collect(Collectors.toSet());
    return partialWrites
        .inTurn(divided, deadline, () -> written(assignments, deadline))
        .orElseGet(
            () ->
                NodeWriter.notSent(
                    assignments, "not sent: writes to other parts of the node have not ended"));
  }

  private List<SendResult> written(List<Assignment> assignments, Deadline deadline) {
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
  public List<Reason> examine(Order order, Deadline deadline) {
    Action action = order.action();
    // The values of a job order are parameters of a method, and no nodes.
    boolean nodes = !(action.guarantees().preparation() instanceof Preparation.JobOrder);
    List<Reason> faults = nodes ? examine(action.work(), deadline) : List.of();
    return faults.isEmpty() ? patterns.examine(order, deadline) : faults;
  }

  @Override
  public ArmResult arm(Order order, Deadline deadline) {
    return patterns.arm(order, deadline);
  }

  @Override
  public LeaseResult renew(Order order, Deadline deadline) {
    return patterns.renew(order, deadline);
  }

  @Override
  public OrderStatus fire(Order order, Deadline deadline) {
    return patterns.fire(order, deadline);
  }

  @Override
  public DisarmResult disarm(Order order, Deadline deadline) {
    return patterns.disarm(order, deadline);
  }

  @Override
  public OrderStatus queryOrder(Order order, Deadline deadline) {
    return patterns.query(order, deadline);
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
