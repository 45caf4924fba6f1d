package dev.lockstep.driver.opcua;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Preparation.Handshake;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The two-phase handshake with a PLC: the values are staged, then CommandId is written, and the PLC
 * echoes it in PreparedId. CommitId makes it act, and it keeps the id in LastAppliedId; AbortId
 * makes it drop what was staged.
 *
 * <p>The ids make each step repeatable: after a crash the gateway reads them, and writes only what
 * the PLC does not know yet.
 */
final class Handshakes {
  private final DeviceLink link;
  private final NodeResolver resolver;
  private final Duration poll;
  private final TimeSource clock;

  Handshakes(DeviceLink link, NodeResolver resolver, Duration poll, TimeSource clock) {
    this.link = link;
    this.resolver = resolver;
    this.poll = poll;
    this.clock = clock;
  }

  /** The ids of a PLC that has kept none. */
  private static final Set<Value> BLANK =
      Set.of(new Value.Text(""), Value.Numeric.of(0), new Value.Null());

  /** What the PLC showed of one order's ids at one moment. */
  private record Shown(Map<ResourceName, Value> values, Order order, NodeResolver resolver) {
    boolean names(ResourceName node) {
      Optional<Value> found = Optional.ofNullable(values.get(node));
      return found.isPresent() && found.equals(id(order, node, resolver));
    }

    boolean isRead(ResourceName node) {
      return values.containsKey(node);
    }

    boolean isBlank(ResourceName node) {
      return Optional.ofNullable(values.get(node))
          .filter(value -> !BLANK.contains(value))
          .isEmpty();
    }
  }

  ArmResult arm(Order order, Handshake plc, Deadline deadline) {
    if (!(order.action().work() instanceof Work.Write write)) {
      return notArmed(Code.UNSUPPORTED, "plc-handshake stages values; this command has none");
    }
    Optional<Shown> before = show(order, plc, deadline);
    if (before.isEmpty()) {
      return notArmed(Code.UNREADABLE, "the PLC's ids cannot be read: " + whyUnreadable());
    }
    Optional<ArmResult> known = armed(before.get(), plc);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<ArmResult> unready = unready(order, plc, deadline);
    if (unready.isPresent()) {
      return unready.get();
    }
    for (List<Assignment> step : write.steps()) {
      Optional<ArmResult> failed = refusal(link.write(step, deadline), "staging");
      if (failed.isPresent()) {
        return failed.get();
      }
    }
    Optional<ArmResult> failed =
        refusal(List.of(put(order, plc.commandId(), deadline)), "CommandId");
    return failed.orElseGet(
        () ->
            await(order, plc, deadline, shown -> armed(shown, plc).isPresent())
                .flatMap(shown -> armed(shown, plc))
                .orElseGet(() -> notArmed(Code.NOT_ARMED, "the PLC did not echo in time")));
  }

  /** What is written after the vote must be known to be writable before. */
  private Optional<ArmResult> unready(Order order, Handshake plc, Deadline deadline) {
    List<Assignment> later = new ArrayList<>();
    for (ResourceName node : List.of(plc.commitId(), plc.abortId())) {
      id(order, node, resolver).ifPresent(id -> later.add(new Assignment(node, id)));
    }
    return link.examine(new Work.Write(List.of(later)), deadline).stream()
        .findFirst()
        .map(ArmResult.NotArmed::new);
  }

  private Optional<ArmResult> armed(Shown shown, Handshake plc) {
    if (shown.names(plc.lastAppliedId())) {
      return Optional.of(notArmed(Code.NOT_ARMED, "the PLC has applied this order already"));
    }
    if (plc.rejectedId().stream().anyMatch(shown::names)) {
      return Optional.of(notArmed(Code.REJECTED, "the PLC rejected the order"));
    }
    Promise promise = plc.retained() ? Promise.DURABLE : Promise.SESSION;
    return shown.names(plc.preparedId())
        ? Optional.of(new ArmResult.Armed(promise, Optional.empty()))
        : Optional.empty();
  }

  private Optional<ArmResult> refusal(List<SendResult> sent, String what) {
    for (SendResult each : sent) {
      Optional<Code> code =
          switch (each) {
            case SendResult.Accepted accepted -> Optional.empty();
            case SendResult.Pending pending -> Optional.empty();
            case SendResult.Altered altered -> Optional.of(Code.ALTERED);
            case SendResult.NotSent never -> Optional.of(Code.NOT_SENT);
            case SendResult.Rejected rejected -> Optional.of(Code.REJECTED);
            case SendResult.Unknown unknown -> Optional.of(Code.UNKNOWN);
          };
      if (code.isPresent()) {
        return Optional.of(notArmed(code.get(), what + ": " + each.detail()));
      }
    }
    return Optional.empty();
  }

  OrderStatus fire(Order order, Handshake plc, Deadline deadline) {
    OrderStatus before = recall(order, plc, deadline);
    if (!(before instanceof OrderStatus.Armed)) {
      return before;
    }
    SendResult sent = put(order, plc.commitId(), deadline);
    return switch (sent) {
      case SendResult.NotSent never ->
          new OrderStatus.Armed("armed, and CommitId " + never.detail());
      case SendResult.Rejected rejected -> new OrderStatus.NotDone("CommitId " + rejected.detail());
      case SendResult.Accepted accepted -> applied(order, plc, deadline, accepted.detail());
      case SendResult.Pending pending -> applied(order, plc, deadline, pending.detail());
      case SendResult.Altered altered -> applied(order, plc, deadline, altered.detail());
      case SendResult.Unknown unknown -> applied(order, plc, deadline, unknown.detail());
    };
  }

  private OrderStatus applied(Order order, Handshake plc, Deadline deadline, String detail) {
    Predicate<Shown> told =
        shown ->
            shown.names(plc.lastAppliedId()) || plc.rejectedId().stream().anyMatch(shown::names);
    return await(order, plc, deadline, told)
        .map(
            shown ->
                shown.names(plc.lastAppliedId())
                    ? done()
                    : new OrderStatus.NotDone("the PLC rejected the order"))
        .orElseGet(
            () ->
                new OrderStatus.Untold(
                    "CommitId was sent (%s); not applied in time".formatted(detail)));
  }

  OrderStatus recall(Order order, Handshake plc, Deadline deadline) {
    Optional<Shown> read = show(order, plc, deadline);
    if (read.isEmpty()) {
      return new OrderStatus.Untold(
          "nothing sent; the PLC's ids cannot be read: " + whyUnreadable());
    }
    Shown shown = read.get();
    if (shown.names(plc.lastAppliedId())) {
      return done();
    }
    if (plc.rejectedId().stream().anyMatch(shown::names)) {
      return new OrderStatus.NotDone("the PLC rejected the order");
    }
    boolean committed = shown.names(plc.commitId());
    if (shown.names(plc.preparedId())) {
      return committed
          ? new OrderStatus.Busy("the PLC has the commit and has not applied it yet")
          : new OrderStatus.Armed("the PLC has prepared the order");
    }
    // A PLC without memory that was restarted shows the same whether it had applied it or not.
    boolean remembers = plc.retained() || !shown.isBlank(plc.lastAppliedId());
    return !committed && remembers && shown.isRead(plc.commitId())
        ? new OrderStatus.NotDone("the PLC knows nothing of the order")
        : new OrderStatus.Untold("the PLC shows neither that it prepared the order nor applied it");
  }

  DisarmResult disarm(Order order, Handshake plc, Deadline deadline) {
    Optional<Shown> before = show(order, plc, deadline);
    if (before.isEmpty()) {
      return new DisarmResult.Unconfirmed("the PLC's ids cannot be read: " + whyUnreadable());
    }
    if (before.get().names(plc.lastAppliedId()) || isDropped(before.get(), plc)) {
      return disarmed(before.get(), plc);
    }
    SendResult sent = put(order, plc.abortId(), deadline);
    if (sent instanceof SendResult.NotSent || sent instanceof SendResult.Rejected) {
      return new DisarmResult.Unconfirmed("AbortId could not be written: " + sent.detail());
    }
    return await(order, plc, deadline, shown -> !shown.names(plc.preparedId()))
        .map(shown -> disarmed(shown, plc))
        .orElseGet(() -> new DisarmResult.Unconfirmed("PreparedId still names it after the abort"));
  }

  private static DisarmResult disarmed(Shown shown, Handshake plc) {
    return shown.names(plc.lastAppliedId())
        ? new DisarmResult.AlreadyApplied(done().detail())
        : new DisarmResult.Disarmed("PreparedId does not name it");
  }

  /** Neither prepared, nor in the node from which it could still be. */
  private static boolean isDropped(Shown shown, Handshake plc) {
    boolean rejected = plc.rejectedId().stream().anyMatch(shown::names);
    boolean pending = !shown.isRead(plc.commandId()) || shown.names(plc.commandId());
    return !shown.names(plc.preparedId()) && (rejected || !pending);
  }

  private Optional<Shown> await(
      Order order, Handshake plc, Deadline deadline, Predicate<Shown> wanted) {
    Deadline end = deadline.within(plc.within(), clock);
    while (true) {
      Optional<Shown> shown = show(order, plc, deadline).filter(wanted);
      if (shown.isPresent() || end.passed(clock) || Thread.currentThread().isInterrupted()) {
        return shown;
      }
      LockSupport.parkNanos(poll.toNanos());
    }
  }

  /** Empty where the PLC's own answers cannot be read; the nodes it is written to may be. */
  private Optional<Shown> show(Order order, Handshake plc, Deadline deadline) {
    List<ResourceName> names = AddressFaults.names(plc).toList();
    Map<ResourceName, Value> values =
        link.read(names, deadline).stream()
            .filter(Reading.Seen.class::isInstance)
            .map(Reading.Seen.class::cast)
            .collect(Collectors.toMap(Reading.Seen::resource, Reading.Seen::value, (a, b) -> a));
    List<ResourceName> needed = new ArrayList<>(List.of(plc.preparedId(), plc.lastAppliedId()));
    plc.rejectedId().ifPresent(needed::add);
    return values.keySet().containsAll(needed)
        ? Optional.of(new Shown(values, order, resolver))
        : Optional.empty();
  }

  private String whyUnreadable() {
    return link.status().connected() ? "a node gives no Good value" : link.status().detail();
  }

  private SendResult put(Order order, ResourceName node, Deadline deadline) {
    return id(order, node, resolver)
        .map(id -> link.write(List.of(new Assignment(node, id)), deadline).getFirst())
        .orElseGet(() -> new SendResult.NotSent(node + " is no resource"));
  }

  private static Optional<Value> id(Order order, ResourceName node, NodeResolver resolver) {
    return resolver
        .device()
        .profile()
        .resource(node)
        .map(resource -> OrderId.of(order.reference(), resource));
  }

  private static OrderStatus done() {
    return new OrderStatus.Done("the PLC's LastAppliedId names the order");
  }

  private ArmResult notArmed(Code code, String detail) {
    return new ArmResult.NotArmed(Reason.of(code, detail).at(resolver.device().name()));
  }
}
