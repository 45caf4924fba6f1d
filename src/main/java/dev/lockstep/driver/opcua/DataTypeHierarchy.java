package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResult;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.ViewDescription;

/**
 * The data types of a server (OPC 10000-3, 5.8): which built-in type each is derived from, by its
 * HasSubtype references. Kept as long as a session. Thread-safe.
 */
final class DataTypeHierarchy {
  /** Deeper than any type hierarchy in use; a server whose types go round ends here. */
  private static final int DEPTH_MAX = 30;

  private static final long ENUMERATION = 29;
  private static final long LAST_BUILT_IN = 25;
  private static final long NUMBER = 26;
  private static final long U_INTEGER = 28;

  private final Map<NodeId, OpcUaDataType> known = new ConcurrentHashMap<>();

  /** The built-in type of a data type; empty for structures, abstract and unknown types. */
  Optional<OpcUaDataType> builtIn(ActiveSession session, NodeId dataType, Deadline deadline)
      throws UnansweredException {
    NodeId each = dataType;
    for (int depth = 0; depth < DEPTH_MAX && each.isNotNull(); depth++) {
      OpcUaDataType cached = known.get(each);
      Optional<OpcUaDataType> found = Optional.ofNullable(cached).or(standardType(each));
      if (found.isPresent()) {
        known.put(dataType, found.get());
        return found;
      }
      if (isAbstract(each)) {
        return Optional.empty();
      }
      each = supertype(session, each, deadline);
    }
    return Optional.empty();
  }

  private static Supplier<Optional<OpcUaDataType>> standardType(NodeId dataType) {
    return () -> {
      long id = standard(dataType);
      if (id == ENUMERATION) {
        return Optional.of(OpcUaDataType.Int32);
      }
      return id > 0 && id <= LAST_BUILT_IN && !isAbstract(dataType)
          ? Optional.ofNullable(OpcUaDataType.fromTypeId((int) id))
          : Optional.empty();
    };
  }

  /** Whether it is one of the standard's types that stand for several built-in ones. */
  static boolean isAbstract(NodeId dataType) {
    long id = standard(dataType);
    return id == OpcUaDataType.Variant.getTypeId() || (id >= NUMBER && id <= U_INTEGER);
  }

  /** The number of a type of the standard's own namespace; zero for others. */
  private static long standard(NodeId dataType) {
    return dataType.getNamespaceIndex().intValue() == 0
            && dataType.getIdentifier() instanceof Number number
        ? number.longValue()
        : 0;
  }

  /** A data type and all those that it is derived from. */
  Set<NodeId> above(ActiveSession session, NodeId dataType, Deadline deadline)
      throws UnansweredException {
    Set<NodeId> above = new LinkedHashSet<>();
    NodeId each = dataType;
    while (each.isNotNull() && above.size() < DEPTH_MAX && above.add(each)) {
      each = supertype(session, each, deadline);
    }
    return above;
  }

  private NodeId supertype(ActiveSession session, NodeId dataType, Deadline deadline)
      throws UnansweredException {
    BrowseDescription upwards =
        new BrowseDescription(
            dataType,
            BrowseDirection.Inverse,
            NodeIds.HasSubtype,
            true,
            Unsigned.uint(NodeClass.DataType.getValue()),
            Unsigned.uint(0));
    List<ReferenceDescription> found = browse(session, upwards, deadline);
    return found.isEmpty()
        ? NodeId.NULL_VALUE
        : found.getFirst().getNodeId().toNodeId(session.namespaces()).orElse(NodeId.NULL_VALUE);
  }

  /** What a node refers to; the first answer of the server is enough here. */
  static List<ReferenceDescription> browse(
      ActiveSession session, BrowseDescription wanted, Deadline deadline)
      throws UnansweredException {
    ViewDescription whole = new ViewDescription(NodeId.NULL_VALUE, null, Unsigned.uint(0));
    BrowseResult[] results =
        session
            .ask(
                deadline,
                BrowseResponse.class,
                header ->
                    new BrowseRequest(
                        header, whole, Unsigned.uint(0), new BrowseDescription[] {wanted}))
            .orThrow()
            .getResults();
    return results == null || results.length == 0 || results[0].getReferences() == null
        ? List.of()
        : List.of(results[0].getReferences());
  }
}
