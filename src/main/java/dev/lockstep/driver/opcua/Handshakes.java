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
import dev.lockstep.driver.Arming;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Disarming;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.Recalled;
import dev.lockstep.driver.Sent;
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
 * The PLC handshake (DESIGN 4.3): staged values, then CommandId; the PLC echoes it in PreparedId.
 * CommitId makes it act, and it keeps the id in LastAppliedId; AbortId makes it drop what was
 * staged.
 *
 * <p>The ids make each step repeatable: whoever comes back after a crash asks the PLC, and writes
 * only what it does not know yet.
 */
final class Handshakes {
  private final DeviceLink link;
  private final Resources resources;
  private final Duration poll;
  private final TimeSource clock;

  Handshakes(DeviceLink link, Resources resources, Duration poll, TimeSource clock) {
    this.link = link;
    this.resources = resources;
    this.poll = poll;
    this.clock = clock;
  }

  /** What a PLC shows that has kept nothing. */
  private static final Set<Value> BLANK =
      Set.of(new Value.Text(""), Value.Numeric.of(0), new Value.Null());

  /** What the PLC showed of one order's ids at one moment. */
  private record Shown(Map<ResourceName, Value> values, Order order, Resources resources) {
    boolean names(ResourceName node) {
      Optional<Value> found = Optional.ofNullable(values.get(node));
      return found.isPresent() && found.equals(id(order, node, resources));
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

  Arming arm(Order order, Handshake plc, Deadline deadline) {
    if (!(order.action().work() instanceof Work.Write write)) {
      return notArmed(Code.UNSUPPORTED, "plc-handshake stages values; this command has none");
    }
    Optional<Shown> before = show(order, plc, deadline);
    if (before.isEmpty()) {
      return notArmed(Code.UNREADABLE, "the PLC's ids cannot be read: " + whyUnreadable());
    }
    Optional<Arming> known = armed(before.get(), plc);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<Arming> unready = unready(order, plc, deadline);
    if (unready.isPresent()) {
      return unready.get();
    }
    for (List<Assignment> step : write.steps()) {
      Optional<Arming> failed = refusal(link.write(step, deadline), "staging");
      if (failed.isPresent()) {
        return failed.get();
      }
    }
    Optional<Arming> failed = refusal(List.of(put(order, plc.commandId(), deadline)), "CommandId");
    return failed.orElseGet(
        () ->
            await(order, plc, deadline, shown -> armed(shown, plc).isPresent())
                .flatMap(shown -> armed(shown, plc))
                .orElseGet(() -> notArmed(Code.NOT_ARMED, "the PLC did not echo in time")));
  }

  /** What is written after the vote must be known to be writable before. */
  private Optional<Arming> unready(Order order, Handshake plc, Deadline deadline) {
    List<Assignment> later = new ArrayList<>();
    for (ResourceName node : List.of(plc.commitId(), plc.abortId())) {
      id(order, node, resources).ifPresent(id -> later.add(new Assignment(node, id)));
    }
    return link.examine(new Work.Write(List.of(later)), deadline).stream()
        .findFirst()
        .map(Arming.NotArmed::new);
  }

  private Optional<Arming> armed(Shown shown, Handshake plc) {
    if (shown.names(plc.lastAppliedId())) {
      return Optional.of(notArmed(Code.NOT_ARMED, "the PLC has applied this order already"));
    }
    if (plc.rejectedId().stream().anyMatch(shown::names)) {
      return Optional.of(notArmed(Code.REJECTED, "the PLC rejected the order"));
    }
    Promise promise = plc.retained() ? Promise.DURABLE : Promise.SESSION;
    return shown.names(plc.preparedId())
        ? Optional.of(new Arming.Armed(promise, Optional.empty()))
        : Optional.empty();
  }

  private Optional<Arming> refusal(List<Sent> sent, String what) {
    for (Sent each : sent) {
      Optional<Code> code =
          switch (each) {
            case Sent.Accepted accepted -> Optional.empty();
            case Sent.Pending pending -> Optional.empty();
            case Sent.Altered altered -> Optional.of(Code.ALTERED);
            case Sent.NotSent never -> Optional.of(Code.NOT_SENT);
            case Sent.Rejected rejected -> Optional.of(Code.REJECTED);
            case Sent.Unknown unknown -> Optional.of(Code.UNKNOWN);
          };
      if (code.isPresent()) {
        return Optional.of(notArmed(code.get(), what + ": " + each.detail()));
      }
    }
    return Optional.empty();
  }

  Recalled fire(Order order, Handshake plc, Deadline deadline) {
    Recalled before = recall(order, plc, deadline);
    if (!(before instanceof Recalled.Armed)) {
      return before;
    }
    Sent sent = put(order, plc.commitId(), deadline);
    return switch (sent) {
      case Sent.NotSent never -> new Recalled.Armed("armed, and CommitId " + never.detail());
      case Sent.Rejected rejected -> new Recalled.NotDone("CommitId " + rejected.detail());
      case Sent.Accepted accepted -> applied(order, plc, deadline, accepted.detail());
      case Sent.Pending pending -> applied(order, plc, deadline, pending.detail());
      case Sent.Altered altered -> applied(order, plc, deadline, altered.detail());
      case Sent.Unknown unknown -> applied(order, plc, deadline, unknown.detail());
    };
  }

  private Recalled applied(Order order, Handshake plc, Deadline deadline, String detail) {
    Predicate<Shown> told =
        shown ->
            shown.names(plc.lastAppliedId()) || plc.rejectedId().stream().anyMatch(shown::names);
    return await(order, plc, deadline, told)
        .map(
            shown ->
                shown.names(plc.lastAppliedId())
                    ? done()
                    : new Recalled.NotDone("the PLC rejected the order"))
        .orElseGet(
            () ->
                new Recalled.Untold(
                    "CommitId was sent (%s); not applied in time".formatted(detail)));
  }

  Recalled recall(Order order, Handshake plc, Deadline deadline) {
    Optional<Shown> read = show(order, plc, deadline);
    if (read.isEmpty()) {
      return new Recalled.Untold("nothing sent; the PLC's ids cannot be read: " + whyUnreadable());
    }
    Shown shown = read.get();
    if (shown.names(plc.lastAppliedId())) {
      return done();
    }
    if (plc.rejectedId().stream().anyMatch(shown::names)) {
      return new Recalled.NotDone("the PLC rejected the order");
    }
    boolean committed = shown.names(plc.commitId());
    if (shown.names(plc.preparedId())) {
      return committed
          ? new Recalled.Busy("the PLC has the commit and has not applied it yet")
          : new Recalled.Armed("the PLC has prepared the order");
    }
    // A PLC without memory that was restarted shows the same whether it had applied it or not.
    boolean remembers = plc.retained() || !shown.isBlank(plc.lastAppliedId());
    return !committed && remembers && shown.isRead(plc.commitId())
        ? new Recalled.NotDone("the PLC knows nothing of the order")
        : new Recalled.Untold("the PLC shows neither that it prepared the order nor applied it");
  }

  Disarming disarm(Order order, Handshake plc, Deadline deadline) {
    Optional<Shown> before = show(order, plc, deadline);
    if (before.isEmpty()) {
      return new Disarming.Unconfirmed("the PLC's ids cannot be read: " + whyUnreadable());
    }
    if (before.get().names(plc.lastAppliedId()) || isDropped(before.get(), plc)) {
      return disarmed(before.get(), plc);
    }
    Sent sent = put(order, plc.abortId(), deadline);
    if (sent instanceof Sent.NotSent || sent instanceof Sent.Rejected) {
      return new Disarming.Unconfirmed("AbortId could not be written: " + sent.detail());
    }
    return await(order, plc, deadline, shown -> !shown.names(plc.preparedId()))
        .map(shown -> disarmed(shown, plc))
        .orElseGet(() -> new Disarming.Unconfirmed("PreparedId still names it after the abort"));
  }

  private static Disarming disarmed(Shown shown, Handshake plc) {
    return shown.names(plc.lastAppliedId())
        ? new Disarming.AlreadyApplied(done().detail())
        : new Disarming.Disarmed("PreparedId does not name it");
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
    List<ResourceName> names = Faults.names(plc).toList();
    Map<ResourceName, Value> values =
        link.read(names, deadline).stream()
            .filter(Reading.Seen.class::isInstance)
            .map(Reading.Seen.class::cast)
            .collect(Collectors.toMap(Reading.Seen::resource, Reading.Seen::value, (a, b) -> a));
    List<ResourceName> needed = new ArrayList<>(List.of(plc.preparedId(), plc.lastAppliedId()));
    plc.rejectedId().ifPresent(needed::add);
    return values.keySet().containsAll(needed)
        ? Optional.of(new Shown(values, order, resources))
        : Optional.empty();
  }

  private String whyUnreadable() {
    return link.status().connected() ? "a node gives no Good value" : link.status().detail();
  }

  private Sent put(Order order, ResourceName node, Deadline deadline) {
    return id(order, node, resources)
        .map(id -> link.write(List.of(new Assignment(node, id)), deadline).getFirst())
        .orElseGet(() -> new Sent.NotSent(node + " is no resource"));
  }

  private static Optional<Value> id(Order order, ResourceName node, Resources resources) {
    return resources
        .device()
        .profile()
        .resource(node)
        .map(resource -> OrderId.of(order.reference(), resource));
  }

  private static Recalled done() {
    return new Recalled.Done("the PLC's LastAppliedId names the order");
  }

  private Arming notArmed(Code code, String detail) {
    return new Arming.NotArmed(Reason.of(code, detail).at(resources.device().name()));
  }
}
