package dev.lockstep.driver.opcua;

import dev.lockstep.device.Resource;
import dev.lockstep.device.ValueType;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * The type of a node or of a method's argument, as it is encoded.
 *
 * @param type the built-in type; of a structure ExtensionObject
 * @param dimensions of an array or a matrix; zero for a single value, {@link #OPEN} for as many as
 *     the value has
 * @param structure the data type of a structure; the null node id for others
 * @param locale in which a LocalizedText is written; empty for the null locale
 */
record WireType(OpcUaDataType type, int dimensions, NodeId structure, Optional<String> locale) {
  static final int OPEN = -1;

  WireType(OpcUaDataType type, boolean array) {
    this(type, array ? 1 : 0);
  }

  WireType(OpcUaDataType type, int dimensions) {
    this(type, dimensions, NodeId.NULL_VALUE, Optional.empty());
  }

  /** Whether it is an array or a matrix. */
  boolean array() {
    return dimensions != 0;
  }

  WireType of(NodeId dataType) {
    return new WireType(type, dimensions, dataType, locale);
  }

  WireType in(Optional<String> other) {
    return new WireType(type, dimensions, structure, other);
  }

  /** With the locale that a profile asks for, if it does; an empty one is the null locale. */
  WireType in(Resource resource) {
    return resource.attributes().get("locale") instanceof String asked
        ? in(Optional.of(asked).filter(locale -> !locale.isEmpty()))
        : this;
  }

  /** What a profile's type is by itself, where the server leaves it open. */
  static WireType natural(ValueType declared) {
    return new WireType(
        naturalType(declared.element().orElse(declared)),
        declared.kind() == ValueType.Kind.LISTING ? OPEN : 0);
  }

  private static OpcUaDataType naturalType(ValueType declared) {
    return switch (declared) {
      case BOOL, BOOL_ARRAY -> OpcUaDataType.Boolean;
      case STRING, STRING_ARRAY -> OpcUaDataType.String;
      case UINT8, UINT8_ARRAY -> OpcUaDataType.Byte;
      case UINT16, UINT16_ARRAY -> OpcUaDataType.UInt16;
      case UINT32, UINT32_ARRAY -> OpcUaDataType.UInt32;
      case UINT64, UINT64_ARRAY -> OpcUaDataType.UInt64;
      case INT8, INT8_ARRAY -> OpcUaDataType.SByte;
      case INT16, INT16_ARRAY -> OpcUaDataType.Int16;
      case INT32, INT32_ARRAY -> OpcUaDataType.Int32;
      case INT64, INT64_ARRAY -> OpcUaDataType.Int64;
      case FLOAT32, FLOAT32_ARRAY -> OpcUaDataType.Float;
      case FLOAT64, FLOAT64_ARRAY -> OpcUaDataType.Double;
      case BINARY -> OpcUaDataType.ByteString;
      case OBJECT, OBJECT_ARRAY -> OpcUaDataType.ExtensionObject;
    };
  }

  @Override
  public String toString() {
    return type + "[]".repeat(Math.abs(dimensions));
  }
}
