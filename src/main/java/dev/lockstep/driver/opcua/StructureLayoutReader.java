package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.driver.opcua.StructureLayout.Field;
import dev.lockstep.driver.opcua.StructureLayout.FieldType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.StructureType;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureDefinition;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureField;

/**
 * Makes layouts of structures of what a server says of its data types (OPC 10000-3, 8.48 to 8.51).
 */
final class StructureLayoutReader {
  /** Deeper than any type hierarchy in use; a server whose types go round ends here. */
  private static final int SUPERTYPES_MAX = 30;

  private final TypeDescriptions types;
  private final DataTypeHierarchy hierarchy;
  private final VariableProperties properties;
  private final DictionaryLayouts dictionaries;

  StructureLayoutReader(
      TypeDescriptions types,
      DataTypeHierarchy hierarchy,
      VariableProperties properties,
      DictionaryLayouts dictionaries) {
    this.types = types;
    this.hierarchy = hierarchy;
    this.properties = properties;
    this.dictionaries = dictionaries;
  }

  void forget() {
    types.forget();
    dictionaries.forget();
  }

  /**
   * The layout of a structure, by its DataTypeDefinition; where it has none, by a type dictionary.
   * Refused, with the way out, where neither describes it.
   */
  StructureLayout layout(ActiveSession session, NodeId dataType, Deadline deadline)
      throws MisfitException, UnansweredException {
    Optional<DictionaryType> inside = DictionaryType.of(dataType);
    if (inside.isPresent()) {
      return dictionaries.layout(session, inside.get(), deadline);
    }
    types.describe(session, List.of(dataType), deadline);
    TypeDescriptions.Described own = types.of(dataType);
    if (own.isAbstract()) {
      String why = "the type %s is abstract: which structure is meant is not known";
      throw new MisfitException(Code.UNSUPPORTED, why.formatted(own.name()));
    }
    return own.structure().isPresent()
        ? layout(session, dataType, own.structure().get(), deadline)
        : dictionaries.layout(session, dataType, own.name(), deadline);
  }

  private StructureLayout layout(
      ActiveSession session, NodeId dataType, StructureDefinition definition, Deadline deadline)
      throws UnansweredException {
    List<StructureField> fields = fields(session, definition, SUPERTYPES_MAX, deadline);
    StructureType type =
        Objects.requireNonNullElse(definition.getStructureType(), StructureType.Structure);
    StructureLayout.Kind kind =
        switch (type) {
          case Structure, StructureWithSubtypedValues -> StructureLayout.Kind.PLAIN;
          case StructureWithOptionalFields -> StructureLayout.Kind.OPTIONAL;
          case Union, UnionWithSubtypedValues -> StructureLayout.Kind.UNION;
        };
    NodeId encoding = definition.getDefaultEncodingId();
    if (encoding == null || encoding.isNull()) {
      encoding = TypeDescriptions.binaryEncoding(session, dataType, deadline);
    }
    return new StructureLayout(
        dataType,
        types.of(dataType).name(),
        encoding,
        kind,
        laidOut(session, type, fields, deadline));
  }

  /**
   * The fields, those of the supertypes first. The standard wants all of them in the definition
   * (OPC 10000-3, 8.48); of a server that gives only a type's own, the others are asked for.
   */
  private List<StructureField> fields(
      ActiveSession session, StructureDefinition definition, int depth, Deadline deadline)
      throws UnansweredException {
    List<StructureField> own =
        definition.getFields() == null ? List.of() : List.of(definition.getFields());
    NodeId base = definition.getBaseDataType();
    if (base == null || base.isNull() || depth == 0 || isRoot(base)) {
      return own;
    }
    types.describe(session, List.of(base), deadline);
    Optional<StructureDefinition> above = types.of(base).structure();
    if (above.isEmpty()) {
      return own;
    }
    List<StructureField> inherited = fields(session, above.get(), depth - 1, deadline);
    Set<String> names = new LinkedHashSet<>(own.stream().map(StructureField::getName).toList());
    if (inherited.stream().allMatch(each -> names.contains(each.getName()))) {
      return own;
    }
    List<StructureField> all = new ArrayList<>(inherited);
    all.addAll(own);
    return all;
  }

  private static boolean isRoot(NodeId dataType) {
    return dataType.equals(NodeIds.Structure) || dataType.equals(NodeIds.Union);
  }

  private List<Field> laidOut(
      ActiveSession session, StructureType type, List<StructureField> fields, Deadline deadline)
      throws UnansweredException {
    List<NodeId> dataTypes = fields.stream().map(StructureField::getDataType).toList();
    types.describe(
        session,
        dataTypes.stream().filter(each -> !TypeDescriptions.isBuiltIn(each)).toList(),
        deadline);
    List<ValueBounds> bounds =
        properties.of(
            session,
            dataTypes.stream()
                .map(each -> new VariableProperties.Owner(NodeId.NULL_VALUE, each))
                .toList(),
            deadline);
    boolean subtyped =
        type == StructureType.StructureWithSubtypedValues
            || type == StructureType.UnionWithSubtypedValues;
    List<Field> laidOut = new ArrayList<>();
    for (int each = 0; each < fields.size(); each++) {
      StructureField field = fields.get(each);
      boolean marked = Boolean.TRUE.equals(field.getIsOptional());
      int rank = field.getValueRank() == null ? -1 : field.getValueRank();
      FieldType fieldType =
          rank != -1 && rank < 1
              ? new FieldType.Unsupported("has no fixed ValueRank")
              : type(session, field.getDataType(), subtyped && marked, deadline);
      laidOut.add(
          new Field(
              String.valueOf(field.getName()),
              fieldType,
              rank < 1 ? -1 : rank,
              dimensions(field),
              bounds(field, bounds.get(each), fieldType),
              marked && type == StructureType.StructureWithOptionalFields));
    }
    return laidOut;
  }

  private FieldType type(
      ActiveSession session, NodeId dataType, boolean subtyped, Deadline deadline)
      throws UnansweredException {
    if (DataTypeHierarchy.isAbstract(dataType)) {
      return new FieldType.AnyValue();
    }
    Optional<OpcUaDataType> type = hierarchy.builtIn(session, dataType, deadline);
    if (type.isEmpty()) {
      String why = "is of type %s, which is derived from none of the standard's built-in types";
      return new FieldType.Unsupported(why.formatted(types.of(dataType).name()));
    }
    return switch (type.get()) {
      case ExtensionObject ->
          subtyped || dataType.equals(NodeIds.Structure) || types.of(dataType).isAbstract()
              ? new FieldType.AnyStructure(dataType)
              : new FieldType.Nested(dataType);
      case DataValue, DiagnosticInfo ->
          new FieldType.Unsupported(
              "is a %s, which this version does not read or write".formatted(type.get()));
      case Variant -> new FieldType.AnyValue();
      case Boolean, SByte, Byte, Int16, UInt16, Int32, UInt32, Int64, UInt64, Float, Double ->
          single(type.get(), subtyped);
      case String, DateTime, Guid, ByteString, XmlElement, LocalizedText ->
          single(type.get(), subtyped);
      case NodeId, ExpandedNodeId, StatusCode, QualifiedName -> single(type.get(), subtyped);
    };
  }

  private static FieldType single(OpcUaDataType type, boolean subtyped) {
    return subtyped ? new FieldType.AnyValue() : new FieldType.BuiltIn(type);
  }

  private static List<Long> dimensions(StructureField field) {
    UInteger[] found = field.getArrayDimensions();
    return found == null ? List.of() : Arrays.stream(found).map(UInteger::longValue).toList();
  }

  private ValueBounds bounds(StructureField field, ValueBounds ofType, FieldType type) {
    long own = field.getMaxStringLength() == null ? 0 : field.getMaxStringLength().longValue();
    ValueBounds.Lengths lengths = ofType.lengths();
    ValueBounds.Lengths narrowed =
        own > 0 ? new ValueBounds.Lengths(own, own, lengths.elements()) : lengths;
    boolean enumeration = type.equals(new FieldType.BuiltIn(OpcUaDataType.Int32));
    Optional<SortedMap<Long, String>> words =
        enumeration ? types.of(field.getDataType()).words() : Optional.empty();
    return new ValueBounds(ofType.range(), words.or(ofType::words), narrowed);
  }
}
