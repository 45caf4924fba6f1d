package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseResultMask;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.jspecify.annotations.Nullable;

/**
 * The object types that an object is of (OPC 10000-3, 6.3): its type definition and all that this
 * is derived from. Types are told by namespace URI and browse name, for their numbers differ from
 * one version of a companion model to the next.
 */
final class TypeLineage {
  /** Deeper than any type hierarchy in use; a server whose types go round ends here. */
  private static final int DEPTH_MAX = 30;

  private final AttributeReader reads;
  private final Map<ExpandedNodeId, Set<TypeName>> known = new HashMap<>();

  TypeLineage(AttributeReader reads) {
    this.reads = reads;
  }

  /** A type's browse name, with the namespace's URI. */
  record TypeName(String namespace, String name) {}

  /**
   * The names of a type and of those above it, itself first; those of the standard are left out.
   */
  Set<TypeName> of(ActiveSession session, ExpandedNodeId type, Deadline deadline)
      throws UnansweredException {
    Set<TypeName> found = known.get(type);
    if (found == null) {
      found = ask(session, type, deadline);
      known.put(type, found);
    }
    return found;
  }

  private Set<TypeName> ask(ActiveSession session, ExpandedNodeId type, Deadline deadline)
      throws UnansweredException {
    Set<TypeName> names = new LinkedHashSet<>();
    Optional<NodeId> node = type.toNodeId(session.namespaces()).filter(TypeLineage::isOfAModel);
    if (node.isPresent()) {
      Object name =
          reads
              .values(
                  session,
                  List.of(AttributeReader.attribute(node.get(), AttributeId.BrowseName)),
                  deadline)
              .getFirst()
              .getValue()
              .value();
      add(names, name, session.namespaces());
    }
    for (int depth = 0; depth < DEPTH_MAX && node.isPresent(); depth++) {
      List<ReferenceDescription> above =
          DataTypeHierarchy.browse(session, upwards(node.get()), deadline);
      if (above.isEmpty()) {
        break;
      }
      ReferenceDescription supertype = above.getFirst();
      node = supertype.getNodeId().toNodeId(session.namespaces()).filter(TypeLineage::isOfAModel);
      if (node.isPresent()) {
        add(names, supertype.getBrowseName(), session.namespaces());
      }
    }
    return Set.copyOf(names);
  }

  /** The type definition of a node; null where it has none. */
  static @Nullable ExpandedNodeId definition(
      ActiveSession session, ExpandedNodeId node, Deadline deadline) throws UnansweredException {
    BrowseDescription wanted =
        new BrowseDescription(
            node.toNodeId(session.namespaces()).orElse(NodeId.NULL_VALUE),
            BrowseDirection.Forward,
            NodeIds.HasTypeDefinition,
            true,
            Unsigned.uint(0),
            Unsigned.uint(0));
    List<ReferenceDescription> found = DataTypeHierarchy.browse(session, wanted, deadline);
    return found.isEmpty()
        ? null
        : found.getFirst().getNodeId().absolute(session.namespaces()).orElse(null);
  }

  private static BrowseDescription upwards(NodeId type) {
    return new BrowseDescription(
        type,
        BrowseDirection.Inverse,
        NodeIds.HasSubtype,
        true,
        Unsigned.uint(NodeClass.ObjectType.getValue()),
        Unsigned.uint(BrowseResultMask.BrowseName.getValue()));
  }

  private static void add(Set<TypeName> names, @Nullable Object name, NamespaceTable namespaces) {
    if (name instanceof QualifiedName qualified && qualified.name() != null) {
      String namespace = namespaces.get(qualified.namespaceIndex());
      names.add(new TypeName(Objects.requireNonNullElse(namespace, ""), qualified.name()));
    }
  }

  private static boolean isOfAModel(NodeId type) {
    return type.getNamespaceIndex().intValue() != 0;
  }
}
