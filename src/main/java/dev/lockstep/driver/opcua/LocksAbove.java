package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.driver.opcua.NodeResolver.UnlocatedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseResultMask;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;

/**
 * The locks of the elements that an element is a part of: a lock holds for all components (OPC
 * 10000-100, 4.3 and 5.3), so that one further up is why a part cannot be locked, while the part's
 * own lock shows nothing.
 */
final class LocksAbove {
  /** From a block over a module and a device to its network, and further. */
  private static final int LEVELS_MAX = 5;

  /** A folder may be organized in many places. */
  private static final int PARENTS_MAX = 5;

  private LocksAbove() {}

  /** The nearest one that is taken; empty where none is found. */
  static Optional<LockStatus> taken(
      ActiveSession session, NodeId lock, AttributeReader reads, Deadline deadline)
      throws UnlocatedException, UnansweredException {
    List<NodeId> level = List.of(lock);
    for (int up = 0; up < LEVELS_MAX && !level.isEmpty(); up++) {
      List<NodeId> next = new ArrayList<>();
      for (NodeId each : level) {
        next.addAll(parents(session, each, deadline));
      }
      for (NodeId parent : next) {
        Optional<LockNodes> found = LockNodes.ofElement(session, parent, deadline);
        if (found.isPresent()) {
          LockStatus status = LockStatus.read(session, found.get(), reads, deadline);
          if (status.isLocked()) {
            return Optional.of(status);
          }
        }
      }
      level = next;
    }
    return Optional.empty();
  }

  private static List<NodeId> parents(ActiveSession session, NodeId node, Deadline deadline)
      throws UnansweredException {
    BrowseDescription upwards =
        new BrowseDescription(
            node,
            BrowseDirection.Inverse,
            NodeIds.HierarchicalReferences,
            true,
            Unsigned.uint(NodeClass.Object.getValue()),
            Unsigned.uint(BrowseResultMask.None.getValue()));
    List<NodeId> found = new ArrayList<>();
    for (ReferenceDescription each : DataTypeHierarchy.browse(session, upwards, deadline)) {
      each.getNodeId()
          .toNodeId(session.namespaces())
          .filter(parent -> !parent.equals(NodeIds.ObjectsFolder) && found.size() < PARENTS_MAX)
          .ifPresent(found::add);
    }
    return found;
  }
}
