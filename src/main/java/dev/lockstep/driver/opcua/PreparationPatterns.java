package dev.lockstep.driver.opcua;

import dev.lockstep.device.Action;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Target;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.LeaseResult;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The preparation patterns of OPC UA: which part of the driver plays which. */
record PreparationPatterns(
    NodeResolver resolver,
    LinkState state,
    Handshakes handshakes,
    Locks locks,
    LockDirectory directory,
    JobOrders jobs) {

  /** What a pattern adds to the examination of the work itself. */
  List<Reason> examine(Order order, Deadline deadline) {
    Optional<ActiveSession> session = state.online();
    if (session.isEmpty()) {
      return List.of(disconnected());
    }
    return switch (order.action().guarantees().preparation()) {
      case Preparation.Lock lock -> locks.examine(session.get(), lock, deadline);
      case Preparation.JobOrder job -> jobs.examine(session.get(), order, job, deadline);
      case Preparation.Handshake plc -> List.of();
      case Preparation.None none -> List.of();
      case Preparation.Exchange exchange -> List.of();
      case Preparation.Retained retained -> List.of();
    };
  }

  /** What an order writes beside the resources of its command. */
  Set<Target> targets(Action action, NodeTargets nodes) {
    return switch (action.guarantees().preparation()) {
      case Preparation.Lock lock -> directory.targets(action, nodes, state.online());
      case Preparation.JobOrder job -> {
        Set<Target> targets = new LinkedHashSet<>();
        try {
          targets.addAll(nodes.of(NodeAddress.of(job.receiver(), "receiver"), state.online()));
        } catch (NodeAddress.MalformedException malformed) {
          // A fault of the profile, which AddressFaults tells.
        }
        yield targets;
      }
      // The ids of a handshake are resources already.
      case Preparation.Handshake plc -> Set.of();
      case Preparation.None none -> Set.of();
      case Preparation.Exchange exchange -> Set.of();
      case Preparation.Retained retained -> Set.of();
    };
  }

  ArmResult arm(Order order, Deadline deadline) {
    Optional<ActiveSession> session = state.online();
    if (session.isEmpty()) {
      return new ArmResult.NotArmed(disconnected());
    }
    return switch (order.action().guarantees().preparation()) {
      case Preparation.Handshake plc -> handshakes.arm(order, plc, deadline);
      case Preparation.Lock lock -> locks.arm(session.get(), order, lock, deadline);
      case Preparation.JobOrder job -> jobs.arm(session.get(), order, job, deadline);
      case Preparation.None none -> new ArmResult.NotArmed(unsupported());
      case Preparation.Exchange exchange -> new ArmResult.NotArmed(unsupported());
      case Preparation.Retained retained -> new ArmResult.NotArmed(unsupported());
    };
  }

  LeaseResult renew(Order order, Deadline deadline) {
    if (!(order.action().guarantees().preparation() instanceof Preparation.Lock lock)) {
      return new LeaseResult.Lapsed("the device made no promise that can be renewed");
    }
    return state
        .online()
        .map(session -> locks.renew(session, order, lock, deadline))
        .orElseGet(() -> new LeaseResult.Unanswered(notConnected()));
  }

  OrderStatus fire(Order order, Deadline deadline) {
    return switch (order.action().guarantees().preparation()) {
      case Preparation.Handshake plc -> handshakes.fire(order, plc, deadline);
      case Preparation.JobOrder job ->
          state
              .online()
              .map(session -> jobs.fire(session, order, job, deadline))
              .orElseGet(() -> new OrderStatus.NotSent("not started: " + notConnected()));
      case Preparation.Lock lock -> new OrderStatus.Untold("a lock fires nothing");
      case Preparation.None none -> new OrderStatus.Untold(unsupported().detail());
      case Preparation.Exchange exchange -> new OrderStatus.Untold(unsupported().detail());
      case Preparation.Retained retained -> new OrderStatus.Untold(unsupported().detail());
    };
  }

  DisarmResult disarm(Order order, Deadline deadline) {
    Optional<ActiveSession> session = state.online();
    DisarmResult offline = new DisarmResult.Unconfirmed(notConnected());
    return switch (order.action().guarantees().preparation()) {
      case Preparation.Handshake plc -> handshakes.disarm(order, plc, deadline);
      case Preparation.Lock lock ->
          session.map(on -> locks.disarm(on, order, lock, deadline)).orElse(offline);
      case Preparation.JobOrder job ->
          session.map(on -> jobs.disarm(on, order, job, deadline)).orElse(offline);
      case Preparation.None none -> new DisarmResult.Disarmed("nothing is armed by this command");
      case Preparation.Exchange exchange -> new DisarmResult.Unconfirmed(unsupported().detail());
      case Preparation.Retained retained -> new DisarmResult.Unconfirmed(unsupported().detail());
    };
  }

  OrderStatus query(Order order, Deadline deadline) {
    return switch (order.action().guarantees().preparation()) {
      case Preparation.Handshake plc -> handshakes.recall(order, plc, deadline);
      case Preparation.JobOrder job ->
          state
              .online()
              .map(session -> jobs.query(session, order, job, deadline))
              .orElseGet(() -> new OrderStatus.Untold(notConnected()));
      case Preparation.Lock lock -> new OrderStatus.Untold("a lock keeps no ids");
      case Preparation.None none -> new OrderStatus.Untold("the device keeps no ids");
      case Preparation.Exchange exchange -> new OrderStatus.Untold(unsupported().detail());
      case Preparation.Retained retained -> new OrderStatus.Untold(unsupported().detail());
    };
  }

  private String notConnected() {
    return "not connected: " + state.status().detail();
  }

  private Reason disconnected() {
    return Reason.of(state.status().code(), notConnected()).at(resolver.device().name());
  }

  private Reason unsupported() {
    return Reason.of(Code.UNSUPPORTED, "OPC UA arms by plc-handshake, opcua-lock or job-order")
        .at(resolver.device().name());
  }
}
