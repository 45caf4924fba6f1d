package dev.lockstep.driver.opcua;

import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * How values of a structured data type are laid out, as the server describes it (OPC 10000-3, 8.48
 * to 8.51). The fields include those of its supertypes.
 *
 * @param dataType its node id
 * @param name its browse name, for messages
 * @param encoding the node id of its binary encoding; the null node id where it has none
 */
record StructureLayout(
    NodeId dataType, String name, NodeId encoding, Kind kind, List<Field> fields) {
  StructureLayout {
    fields = List.copyOf(fields);
  }

  /** The three ways in which fields follow one another (OPC 10000-6, 5.2.6 to 5.2.8). */
  enum Kind {
    /** All fields, one after the other. */
    PLAIN,
    /** A mask of 32 bits says which of the optional fields follow. */
    OPTIONAL,
    /** One field, or none, after its number. */
    UNION
  }

  /**
   * A field.
   *
   * @param rank -1 for a single value, else the number of dimensions
   * @param dimensions how many elements each dimension has, zero where that varies; may be empty
   * @param bounds the numbers with a meaning, and how long its texts, octets and arrays may be
   * @param optional whether it may be left out; only of {@link Kind#OPTIONAL}
   */
  record Field(
      String name,
      FieldType type,
      int rank,
      List<Long> dimensions,
      ValueBounds bounds,
      boolean optional) {
    Field {
      dimensions = List.copyOf(dimensions);
    }

    /** The same field, of a type that is neither read nor written. */
    Field unsupported(String why) {
      return new Field(name, new FieldType.Unsupported(why), rank, dimensions, bounds, optional);
    }
  }

  /** The type of a field. */
  sealed interface FieldType {
    /** A built-in type; enumerations are Int32. */
    record BuiltIn(OpcUaDataType type) implements FieldType {}

    /** A structure, encoded in place. */
    record Nested(NodeId dataType) implements FieldType {}

    /** A structure of this type or of a subtype, which the value names. */
    record AnyStructure(NodeId base) implements FieldType {}

    /** A value of any built-in type, which the value names. */
    record AnyValue() implements FieldType {}

    /**
     * Neither read nor written.
     *
     * @param why a sentence without its subject
     */
    record Unsupported(String why) implements FieldType {}
  }

  /**
   * The field of a name; where none is spelled so, the one that differs in letter case alone,
   * because the names of a PLC have none (IEC 61131-3, 6.1.2).
   */
  Optional<Field> field(String name) {
    Optional<Field> exact = fields.stream().filter(each -> each.name().equals(name)).findFirst();
    List<Field> near = fields.stream().filter(each -> each.name().equalsIgnoreCase(name)).toList();
    return exact.or(() -> near.size() == 1 ? Optional.of(near.getFirst()) : Optional.empty());
  }

  /** The names of its fields, for messages. */
  String named() {
    return "%s (%s)".formatted(name, String.join(", ", fields.stream().map(Field::name).toList()));
  }
}
