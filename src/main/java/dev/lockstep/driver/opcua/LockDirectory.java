package dev.lockstep.driver.opcua;

import dev.lockstep.device.Action;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Preparation.Lock;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Target;
import dev.lockstep.driver.opcua.NodeResolver.UnlocatedException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The locks that the commands of a device name, and their nodes in a session. Thread-safe. */
final class LockDirectory {
  private final DeviceName device;
  private volatile Known known = new Known(OpcUaSession.NONE, Map.of());

  private record Known(OpcUaSession session, Map<String, LockNodes> locks) {}

  LockDirectory(DeviceName device) {
    this.device = device;
  }

  DeviceName device() {
    return device;
  }

  LockNodes nodes(ActiveSession session, Lock lock, Deadline deadline)
      throws UnlocatedException, UnansweredException {
    Known now = known;
    if (now.session() != session.session()) {
      now = new Known(session.session(), new ConcurrentHashMap<>());
      known = now;
    }
    LockNodes found = now.locks().get(lock.lock());
    if (found == null) {
      found = LockNodes.find(session, address(lock), deadline);
      now.locks().put(lock.lock(), found);
    }
    return found;
  }

  private static NodeAddress address(Lock lock) throws UnlocatedException {
    try {
      return NodeAddress.of(lock.lock(), "lock");
    } catch (NodeAddress.MalformedException malformed) {
      throw new UnlocatedException(Code.UNSUPPORTED, malformed.detail());
    }
  }

  /** One spelling for all that name it in this session. */
  String key(ActiveSession session, Lock lock) {
    return known(session, lock)
        .or(() -> read(lock))
        .map(each -> each.spelled(Optional.of(session.namespaces())))
        .orElse(lock.lock());
  }

  /** What the lock of an action is to others: one transaction has it at a time (P7). */
  Set<Target> targets(Action action, NodeTargets nodes, Optional<ActiveSession> session) {
    if (!(action.guarantees().preparation() instanceof Lock lock)) {
      return Set.of();
    }
    Set<Target> targets = new LinkedHashSet<>();
    Stream.concat(read(lock).stream(), session.flatMap(each -> known(each, lock)).stream())
        .forEach(each -> targets.addAll(nodes.of(each, session)));
    return targets;
  }

  /** The lock object, where an earlier request has found it in this session. */
  private Optional<NodeAddress> known(ActiveSession session, Lock lock) {
    Known now = known;
    return now.session() == session.session()
        ? Optional.ofNullable(now.locks().get(lock.lock()))
            .map(found -> new NodeAddress(lock.lock(), found.init().object().expanded()))
        : Optional.empty();
  }

  private static Optional<NodeAddress> read(Lock lock) {
    try {
      return Optional.of(NodeAddress.of(lock.lock(), "lock"));
    } catch (NodeAddress.MalformedException malformed) {
      return Optional.empty(); // a fault of the profile, which AddressFaults tells
    }
  }
}
