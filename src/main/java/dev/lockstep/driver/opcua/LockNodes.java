package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.driver.opcua.NodeResolver.UnlocatedException;
import dev.lockstep.driver.opcua.ObjectMethods.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;

/**
 * The nodes of one lock in one session: an object of LockingServicesType (OPC 10000-100, 7.2), by
 * the browse names of its methods and properties.
 *
 * @param properties by their browse name; a server may lack some
 * @param maxInactive MaxInactiveLockTime of the server (7.4), where it has it
 */
record LockNodes(
    Method init,
    Method renew,
    Method exit,
    Map<String, NodeId> properties,
    Optional<NodeId> maxInactive) {
  static final String NAMESPACE = "http://opcfoundation.org/UA/DI/";
  private static final String LOCK = "Lock";
  static final String LOCKED = "Locked";
  static final String CLIENT = "LockingClient";
  static final String USER = "LockingUser";
  static final String REMAINING = "RemainingLockTime";
  private static final String MAX_INACTIVE = "MaxInactiveLockTime";
  private static final List<String> METHODS = List.of("InitLock", "RenewLock", "ExitLock");
  private static final List<String> PROPERTIES = List.of(LOCKED, CLIENT, USER, REMAINING);

  /**
   * Those of the object itself, or of its component {@code Lock}: the standard BrowseName of a lock
   * at the element that it locks.
   */
  static LockNodes find(ActiveSession session, NodeAddress address, Deadline deadline)
      throws UnlocatedException, UnansweredException {
    String unknown = "the server does not know the namespace of %s";
    NodeId start =
        address
            .in(session.namespaces())
            .orElseThrow(
                () -> new UnlocatedException(Code.UNREADABLE, unknown.formatted(address.text())));
    Optional<LockNodes> itself = below(session, start, List.of(), deadline);
    Optional<LockNodes> found = itself.isPresent() ? itself : ofElement(session, start, deadline);
    String missing =
        "neither %s nor a component Lock of it has InitLock, RenewLock and ExitLock of %s";
    return found.orElseThrow(
        () ->
            new UnlocatedException(Code.UNSUPPORTED, missing.formatted(address.text(), NAMESPACE)));
  }

  /** The lock of an element: its component {@code Lock}; empty where it has none. */
  static Optional<LockNodes> ofElement(ActiveSession session, NodeId element, Deadline deadline)
      throws UnlocatedException, UnansweredException {
    return below(session, element, List.of(name(session, LOCK)), deadline);
  }

  private static Optional<LockNodes> below(
      ActiveSession session, NodeId start, List<QualifiedName> way, Deadline deadline)
      throws UnlocatedException, UnansweredException {
    List<BrowsePaths.Path> paths = new ArrayList<>();
    for (String each : METHODS) {
      paths.add(path(start, way, name(session, each)));
    }
    for (String each : PROPERTIES) {
      paths.add(path(start, way, name(session, each)));
    }
    paths.add(path(NodeIds.Server_ServerCapabilities, List.of(), name(session, MAX_INACTIVE)));
    if (!way.isEmpty()) {
      paths.add(new BrowsePaths.Path(start, way));
    }
    List<Optional<NodeId>> found = BrowsePaths.nodes(session, paths, deadline);
    Optional<NodeId> object = way.isEmpty() ? Optional.of(start) : found.getLast();
    if (object.isEmpty() || found.subList(0, METHODS.size()).stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    Map<String, NodeId> properties = new LinkedHashMap<>();
    for (int each = 0; each < PROPERTIES.size(); each++) {
      String name = PROPERTIES.get(each);
      found.get(METHODS.size() + each).ifPresent(node -> properties.put(name, node));
    }
    return Optional.of(
        new LockNodes(
            method(object.get(), 0, found),
            method(object.get(), 1, found),
            method(object.get(), 2, found),
            properties,
            found.get(METHODS.size() + PROPERTIES.size())));
  }

  private static Method method(NodeId object, int each, List<Optional<NodeId>> found) {
    return new Method(METHODS.get(each), object, found.get(each).orElseThrow());
  }

  private static BrowsePaths.Path path(NodeId start, List<QualifiedName> way, QualifiedName last) {
    List<QualifiedName> names = new ArrayList<>(way);
    names.add(last);
    return new BrowsePaths.Path(start, names);
  }

  private static QualifiedName name(ActiveSession session, String name) throws UnlocatedException {
    return Optional.ofNullable(session.namespaces().getIndex(NAMESPACE))
        .map(index -> new QualifiedName(index, name))
        .orElseThrow(
            () ->
                new UnlocatedException(
                    Code.UNSUPPORTED,
                    "the server does not know the namespace %s, whose locks opcua-lock takes"
                        .formatted(NAMESPACE)));
  }
}
