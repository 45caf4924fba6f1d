package dev.lockstep.driver.simulated;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Device;
import dev.lockstep.device.Moment;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
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
import dev.lockstep.driver.LinkStatus.State;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendLease;
import dev.lockstep.driver.SendResult;
import dev.lockstep.driver.simulated.SimulatedDevice.Known;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The link to a simulated device: connected until closed. */
final class SimulatedLink implements DeviceLink {
  /** As long as a lock holds here. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  private record Watcher(
      Object identity, Set<ResourceName> resources, Consumer<Reading> listener) {}

  private final Device device;
  private final SimulatedDevice simulated;
  private final TimeSource clock;
  private final SendLease lease;
  private final CopyOnWriteArraySet<Watcher> watchers = new CopyOnWriteArraySet<>();
  private volatile LinkStatus status;

  SimulatedLink(Device device, SimulatedDevice simulated, TimeSource clock, SendLease lease) {
    this.device = device;
    this.simulated = simulated;
    this.clock = clock;
    this.lease = lease;
    this.status = new LinkStatus(State.CONNECTED, "simulated", clock.now().wall());
  }

  @Override
  public LinkStatus status() {
    return status;
  }

  @Override
  public List<Reading> read(List<ResourceName> resources, Deadline deadline) {
    return resources.stream().map(this::reading).toList();
  }

  private Reading reading(ResourceName name) {
    if (!status.connected()) {
      return new Reading.Unseen(name, located(name, Code.DISCONNECTED, status.detail()));
    }
    return simulated
        .value(name)
        .<Reading>map(value -> new Reading.Seen(name, value, "Good", Optional.empty()))
        .orElseGet(
            () ->
                new Reading.Unseen(
                    name, located(name, Code.UNREADABLE, "the profile has no such resource")));
  }

  /** Empty: no two resources of simulated devices share a target. */
  @Override
  public Set<Target> targets(ResourceName resource) {
    return Set.of();
  }

  @Override
  public Set<Target> requests(Action action) {
    return Set.of();
  }

  @Override
  public List<Reason> examine(Work work, Deadline deadline) {
    if (!status.connected()) {
      return List.of(Reason.of(Code.DISCONNECTED, status.detail()).at(device.name()));
    }
    return switch (work) {
      case Work.Look look -> List.of();
      case Work.Call call -> List.of();
      case Work.Write write -> write.assignments().stream().flatMap(this::faultsOf).toList();
    };
  }

  @Override
  public List<Reason> examine(Work.Call call, List<OutputCondition> expected, Deadline deadline) {
    return expected.isEmpty()
        ? List.of()
        : List.of(located(call.method(), Code.OUTPUTS_DIFFER, "a simulated method has no outputs"));
  }

  private Stream<Reason> faultsOf(Assignment assignment) {
    ResourceName name = assignment.resource();
    Optional<Resource> resource = device.profile().resource(name);
    if (resource.filter(each -> each.access().writable()).isEmpty()) {
      return Stream.of(located(name, Code.NOT_WRITABLE, "the profile does not allow writing"));
    }
    return resource.get().misfit(assignment.value()).stream()
        .map(misfit -> located(name, misfit.code(), misfit.detail()));
  }

  private Reason located(ResourceName name, Code code, String detail) {
    return Reason.of(code, detail).at(device.name()).on(name);
  }

  @Override
  public List<SendResult> write(List<Assignment> assignments, Deadline deadline) {
    return assignments.stream().map(each -> write(each, deadline)).toList();
  }

  private SendResult write(Assignment assignment, Deadline deadline) {
    Optional<SendResult> unsent = unsent(deadline);
    if (unsent.isPresent()) {
      return unsent.get();
    }
    Optional<Reason> fault = faultsOf(assignment).findFirst();
    if (fault.isPresent()) {
      return new SendResult.Rejected(fault.get().detail());
    }
    set(List.of(assignment));
    return new SendResult.Accepted("Good");
  }

  private Optional<SendResult> unsent(Deadline deadline) {
    return lease.valid() ? unasked(deadline) : Optional.of(new SendResult.NotSent(SendLease.LOST));
  }

  private Optional<SendResult> unasked(Deadline deadline) {
    if (!status.connected()) {
      return Optional.of(new SendResult.NotSent(status.detail()));
    }
    return deadline.passed(clock)
        ? Optional.of(new SendResult.NotSent("the deadline passed before it was sent"))
        : Optional.empty();
  }

  private void set(List<Assignment> assignments) {
    simulated.set(assignments);
    publish(assignments);
  }

  private void publish(List<Assignment> assignments) {
    for (Watcher each : watchers) {
      assignments.stream()
          .map(Assignment::resource)
          .filter(each.resources()::contains)
          .forEach(name -> each.listener().accept(reading(name)));
    }
  }

  @Override
  public CallResult call(Work.Call call, Deadline deadline) {
    return new CallResult(
        unsent(deadline).orElseGet(() -> new SendResult.Accepted("Good")), List.of());
  }

  @Override
  public ArmResult arm(Order order, Deadline deadline) {
    Optional<SendResult> unsent = unsent(deadline);
    if (unsent.isPresent()) {
      return notArmed(order, Code.NOT_SENT, unsent.get().detail());
    }
    Optional<Reason> fault = examine(order.action().work(), deadline).stream().findFirst();
    if (fault.isPresent()) {
      return new ArmResult.NotArmed(fault.get().during(order.action().command()));
    }
    if (!order.action().guarantees().preparation().records()) {
      return new ArmResult.Armed(promise(order), Optional.empty());
    }
    return switch (simulated.arm(order.reference())) {
      case ARMED -> new ArmResult.Armed(promise(order), Optional.empty());
      case DONE ->
          notArmed(order, Code.NOT_ARMED, "the device has already carried the command out");
      case ABORTED -> notArmed(order, Code.REJECTED, "the command was aborted before");
    };
  }

  private static Promise promise(Order order) {
    return switch (order.action().guarantees().preparation()) {
      case Preparation.None none -> Promise.CHECKED;
      case Preparation.Handshake handshake ->
          handshake.retained() ? Promise.DURABLE : Promise.SESSION;
      case Preparation.Exchange exchange -> exchange.promise();
      case Preparation.Lock lock -> Promise.LEASED;
      case Preparation.JobOrder job -> job.retained() ? Promise.DURABLE : Promise.SESSION;
      case Preparation.Retained retained -> retained.promise();
    };
  }

  private ArmResult notArmed(Order order, Code code, String detail) {
    Reason reason = Reason.of(code, detail);
    return new ArmResult.NotArmed(reason.at(device.name()).during(order.action().command()));
  }

  @Override
  public LeaseResult renew(Order order, Deadline deadline) {
    return unasked(deadline)
        .<LeaseResult>map(unasked -> new LeaseResult.Unanswered(unasked.detail()))
        .orElseGet(() -> new LeaseResult.Held(LEASE));
  }

  @Override
  public OrderStatus fire(Order order, Deadline deadline) {
    Optional<SendResult> unsent = unsent(deadline);
    if (unsent.isPresent()) {
      return new OrderStatus.NotDone(unsent.get().detail());
    }
    List<Assignment> assignments =
        order.action().work() instanceof Work.Write write ? write.assignments() : List.of();
    Optional<Known> known = simulated.fire(order.reference(), assignments);
    publish(assignments);
    return status(known);
  }

  @Override
  public DisarmResult disarm(Order order, Deadline deadline) {
    Optional<SendResult> unsent = unsent(deadline);
    if (unsent.isPresent()) {
      return new DisarmResult.Unconfirmed(unsent.get().detail());
    }
    if (!order.action().guarantees().preparation().records()) {
      return new DisarmResult.Disarmed("the lock is given back");
    }
    return simulated.disarm(order.reference()) == Known.ABORTED
        ? new DisarmResult.Disarmed("aborted")
        : new DisarmResult.AlreadyApplied("done");
  }

  @Override
  public OrderStatus queryOrder(Order order, Deadline deadline) {
    Optional<SendResult> unasked = unasked(deadline);
    if (unasked.isPresent() || !order.action().guarantees().preparation().records()) {
      return new OrderStatus.Untold(
          unasked.map(SendResult::detail).orElse("the device keeps no record of plain writes"));
    }
    return status(simulated.known(order.reference()));
  }

  private static OrderStatus status(Optional<Known> known) {
    if (known.isEmpty()) {
      return new OrderStatus.NotDone("the device does not know the command id");
    }
    return switch (known.get()) {
      case ARMED -> new OrderStatus.Armed("armed");
      case DONE -> new OrderStatus.Done("done");
      case ABORTED -> new OrderStatus.NotDone("aborted");
    };
  }

  @Override
  public FenceResult fence(Moment sentAt, Deadline deadline) {
    return new FenceResult.Shut("writes in memory take effect at once");
  }

  @Override
  public Watch watch(List<ResourceName> resources, Consumer<Reading> listener) {
    Watcher watcher = new Watcher(new Object(), Set.copyOf(resources), listener);
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  @Override
  public void close() {
    status = new LinkStatus(State.DISCONNECTED, "closed", clock.now().wall());
    watchers.clear();
  }
}
