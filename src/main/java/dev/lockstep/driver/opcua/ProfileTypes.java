package dev.lockstep.driver.opcua;

import dev.lockstep.device.Encoding;
import dev.lockstep.device.Resource;
import dev.lockstep.device.SelfDescription.Shape;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The types and limits that a profile has for the values of a node. */
final class ProfileTypes {
  private ProfileTypes() {}

  static Shape shape(ValueType type, ValueBounds bounds, String units, List<String> remarks) {
    Resource.Limits limits = bounds.range().map(ProfileTypes::limits).orElse(Resource.Limits.NONE);
    ValueType single = type.element().orElse(type);
    boolean number = single.kind() == ValueType.Kind.WHOLE || single.kind() == ValueType.Kind.REAL;
    boolean held =
        limits.minimum().stream().allMatch(single::holds)
            && limits.maximum().stream().allMatch(single::holds);
    if (number && !held) {
      remarks.add("Its range on the server, %s, is not one of its type.".formatted(limits));
    }
    return new Shape(
        type,
        number && held ? limits : Resource.Limits.NONE,
        units,
        bounds.words().orElseGet(TreeMap::new));
  }

  private static Resource.Limits limits(ValueBounds.Span span) {
    return new Resource.Limits(Optional.of(plain(span.low())), Optional.of(plain(span.high())));
  }

  private static BigDecimal plain(double bound) {
    return Encoding.decimal(bound);
  }

  /** The profile's type for a node of this one; empty where there is none. */
  static Optional<ValueType> of(WireType wireType) {
    Optional<ValueType> single =
        switch (wireType.type()) {
          case Boolean -> Optional.of(ValueType.BOOL);
          case SByte -> Optional.of(ValueType.INT8);
          case Byte -> Optional.of(ValueType.UINT8);
          case Int16 -> Optional.of(ValueType.INT16);
          case UInt16 -> Optional.of(ValueType.UINT16);
          case Int32 -> Optional.of(ValueType.INT32);
          case UInt32 -> Optional.of(ValueType.UINT32);
          case Int64 -> Optional.of(ValueType.INT64);
          case UInt64 -> Optional.of(ValueType.UINT64);
          case Float -> Optional.of(ValueType.FLOAT32);
          case Double -> Optional.of(ValueType.FLOAT64);
          case String, DateTime, Guid, LocalizedText -> Optional.of(ValueType.STRING);
          case ByteString -> Optional.of(ValueType.BINARY);
          case XmlElement, NodeId, ExpandedNodeId, StatusCode, QualifiedName ->
              Optional.of(ValueType.STRING);
          case ExtensionObject -> Optional.of(ValueType.OBJECT);
          case DataValue, Variant, DiagnosticInfo -> Optional.empty();
        };
    // EdgeX has no list of Binary: octets in a list are texts in Base64.
    Optional<ValueType> element =
        single.map(type -> type == ValueType.BINARY ? ValueType.STRING : type);
    return wireType.array() ? element.flatMap(ProfileTypes::listOf) : single;
  }

  private static Optional<ValueType> listOf(ValueType element) {
    return Arrays.stream(ValueType.values())
        .filter(each -> each.element().equals(Optional.of(element)))
        .findFirst();
  }
}
