package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseResultMask;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.DataTypeDefinition;
import org.eclipse.milo.opcua.stack.core.types.structured.EnumDefinition;
import org.eclipse.milo.opcua.stack.core.types.structured.EnumField;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a server says of its data types: the attribute DataTypeDefinition (OPC 10000-3, 5.8.3)
 * and the references to their encodings. Thread-safe.
 */
final class TypeDescriptions {
  private static final List<AttributeId> ATTRIBUTES =
      List.of(AttributeId.BrowseName, AttributeId.IsAbstract, AttributeId.DataTypeDefinition);

  private final AttributeReader reads;
  private final DataTypeHierarchy hierarchy;
  private final Map<NodeId, Described> described = new ConcurrentHashMap<>();

  TypeDescriptions(AttributeReader reads, DataTypeHierarchy hierarchy) {
    this.reads = reads;
    this.hierarchy = hierarchy;
  }

  /** A data type, as its attributes say. */
  record Described(String name, boolean isAbstract, Optional<DataTypeDefinition> definition) {
    Optional<StructureDefinition> structure() {
      return definition
          .filter(StructureDefinition.class::isInstance)
          .map(StructureDefinition.class::cast);
    }

    /** The names of an enumeration's values; empty where it is none. */
    Optional<SortedMap<Long, String>> words() {
      if (!(definition.orElse(null) instanceof EnumDefinition definition)
          || definition.getFields() == null) {
        return Optional.empty();
      }
      SortedMap<Long, String> words = new TreeMap<>();
      for (EnumField each : definition.getFields()) {
        words.put(each.getValue(), String.valueOf(each.getName()));
      }
      return words.isEmpty() ? Optional.empty() : Optional.of(words);
    }
  }

  void forget() {
    described.clear();
  }

  boolean isAbstract(ActiveSession session, NodeId dataType, Deadline deadline)
      throws UnansweredException {
    describe(session, List.of(dataType), deadline);
    return DataTypeHierarchy.isAbstract(dataType) || of(dataType).isAbstract();
  }

  // ---- attributes

  /** What was said of a data type; its node id where nothing is known. */
  Described of(NodeId dataType) {
    Described known = described.get(dataType);
    return known == null ? new Described(named(dataType), false, Optional.empty()) : known;
  }

  static boolean isBuiltIn(NodeId dataType) {
    return dataType.getNamespaceIndex().intValue() == 0
        && OpcUaDataType.fromNodeId(dataType) != null;
  }

  private static String named(NodeId dataType) {
    OpcUaDataType builtIn = isBuiltIn(dataType) ? OpcUaDataType.fromNodeId(dataType) : null;
    return builtIn == null ? dataType.toParseableString() : builtIn.name();
  }

  /** Reads what is not known of these. */
  void describe(ActiveSession session, Collection<NodeId> types, Deadline deadline)
      throws UnansweredException {
    List<NodeId> unknown =
        types.stream().distinct().filter(each -> !described.containsKey(each)).toList();
    List<ReadValueId> wanted = new ArrayList<>();
    for (NodeId type : unknown) {
      ATTRIBUTES.forEach(attribute -> wanted.add(AttributeReader.attribute(type, attribute)));
    }
    List<DataValue> values = reads.values(session, wanted, deadline);
    Map<NodeId, Described> found = new HashMap<>();
    for (int each = 0; each < unknown.size(); each++) {
      NodeId type = unknown.get(each);
      List<DataValue> own =
          values.subList(each * ATTRIBUTES.size(), (each + 1) * ATTRIBUTES.size());
      found.put(
          type,
          new Described(
              own.get(0).getValue().value() instanceof QualifiedName name && name.name() != null
                  ? name.name()
                  : named(type),
              Boolean.TRUE.equals(own.get(1).getValue().value()),
              definition(own.get(2).getValue().value())
                  .or(() -> StandardStructures.of(type, session.namespaces()))));
    }
    described.putAll(found);
  }

  private static Optional<DataTypeDefinition> definition(@Nullable Object value) {
    try {
      return value instanceof ExtensionObject object
              && object.decode(DefaultEncodingContext.INSTANCE)
                  instanceof DataTypeDefinition definition
          ? Optional.of(definition)
          : Optional.empty();
    } catch (UaSerializationException malformed) {
      return Optional.empty();
    }
  }

  // ---- references

  /** The data type of a binary encoding; empty where the server does not say. */
  Optional<NodeId> encodedAs(ActiveSession session, NodeId encoding, Deadline deadline)
      throws UnansweredException {
    for (ReferenceDescription type :
        encodings(session, encoding, BrowseDirection.Inverse, deadline)) {
      Optional<NodeId> found = type.getNodeId().toNodeId(session.namespaces());
      if (found.isPresent()) {
        return found;
      }
    }
    Optional<NodeId> standard = StandardStructures.encodedAs(encoding, session.namespaces());
    if (standard.isPresent()) {
      return standard;
    }
    // Some servers name the data type itself.
    describe(session, List.of(encoding), deadline);
    boolean isDataType =
        of(encoding).structure().isPresent()
            || binaryEncoding(session, encoding, deadline).isNotNull();
    return isDataType ? Optional.of(encoding) : Optional.empty();
  }

  /** The binary encoding of a data type; the null node id where it has none. */
  static NodeId binaryEncoding(ActiveSession session, NodeId dataType, Deadline deadline)
      throws UnansweredException {
    for (ReferenceDescription encoding :
        encodings(session, dataType, BrowseDirection.Forward, deadline)) {
      if ("Default Binary".equals(encoding.getBrowseName().name())) {
        return encoding.getNodeId().toNodeId(session.namespaces()).orElse(NodeId.NULL_VALUE);
      }
    }
    return NodeId.NULL_VALUE;
  }

  private static List<ReferenceDescription> encodings(
      ActiveSession session, NodeId node, BrowseDirection direction, Deadline deadline)
      throws UnansweredException {
    BrowseDescription wanted =
        new BrowseDescription(
            node,
            direction,
            NodeIds.HasEncoding,
            true,
            Unsigned.uint(0),
            Unsigned.uint(BrowseResultMask.BrowseName.getValue()));
    try {
      return DataTypeHierarchy.browse(session, wanted, deadline);
    } catch (UnansweredException refused) {
      if (!refused.isRefusal()) {
        throw refused;
      }
      return List.of();
    }
  }

  /** A data type and all those that it is derived from. */
  Set<NodeId> above(ActiveSession session, NodeId dataType, Deadline deadline)
      throws UnansweredException {
    return hierarchy.above(session, dataType, deadline);
  }
}
