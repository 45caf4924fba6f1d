package dev.lockstep.driver.opcua;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * What is known of a server's structured types, so that values can be encoded and decoded without
 * asking it. What is not known yet is named by an {@link UnknownTypeException}: it is learnt, and
 * the work done once more.
 *
 * @param layouts by data type; grows while a session lasts
 * @param encodings from the id of a binary encoding to its data type
 * @param supertypes of a data type, itself among them
 */
record KnownTypes(
    NamespaceTable namespaces,
    Map<NodeId, StructureLayout> layouts,
    Map<NodeId, NodeId> encodings,
    Map<NodeId, Set<NodeId>> supertypes) {
  /** Of a server without structures. */
  static final KnownTypes NONE = new KnownTypes(new NamespaceTable(), Map.of(), Map.of(), Map.of());

  /** A type that is not known yet. */
  static final class UnknownTypeException extends OpcUaFailureException {
    private static final long serialVersionUID = 1L;

    private final transient NodeId node;
    private final boolean isEncoding;

    UnknownTypeException(NodeId node, boolean isEncoding) {
      super("the type %s is not known".formatted(node.toParseableString()));
      this.node = node;
      this.isEncoding = isEncoding;
    }

    /** The data type, or its encoding. */
    NodeId node() {
      return node;
    }

    boolean isEncoding() {
      return isEncoding;
    }
  }

  StructureLayout layout(NodeId dataType) throws UnknownTypeException {
    return Optional.ofNullable(layouts.get(dataType))
        .orElseThrow(() -> new UnknownTypeException(dataType, false));
  }

  StructureLayout encodedAs(NodeId encoding) throws UnknownTypeException {
    NodeId dataType = encodings.get(encoding);
    if (dataType == null) {
      throw new UnknownTypeException(encoding, true);
    }
    return layout(dataType);
  }

  /** Whether a type is another one, or derived from it. */
  boolean isA(NodeId dataType, NodeId base) throws UnknownTypeException {
    if (dataType.equals(base)) {
      return true;
    }
    Set<NodeId> above = supertypes.get(dataType);
    if (above == null) {
      throw new UnknownTypeException(dataType, false);
    }
    return above.contains(base);
  }

  /** Why values of a type can be neither read nor written; empty where they can. */
  Optional<String> unsupported(StructureLayout layout) {
    return unsupported(layout, "", new HashSet<>());
  }

  private Optional<String> unsupported(StructureLayout layout, String path, Set<NodeId> seen) {
    if (!seen.add(layout.dataType())) {
      return Optional.empty();
    }
    for (StructureLayout.Field field : layout.fields()) {
      String own = path.isEmpty() ? field.name() : path + "." + field.name();
      Optional<String> why =
          switch (field.type()) {
            case StructureLayout.FieldType.Unsupported none ->
                Optional.of("its field %s %s".formatted(own, none.why()));
            case StructureLayout.FieldType.Nested nested ->
                Optional.ofNullable(layouts.get(nested.dataType()))
                    .flatMap(inner -> unsupported(inner, own, seen));
            case StructureLayout.FieldType.BuiltIn type -> Optional.empty();
            case StructureLayout.FieldType.AnyStructure any -> Optional.empty();
            case StructureLayout.FieldType.AnyValue any -> Optional.empty();
          };
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }
}
