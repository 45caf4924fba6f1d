package dev.lockstep.driver.mqtt;

import dev.lockstep.device.ValueType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The data types of Sparkplug B with their indexes (Sparkplug 3.0.0, 6.4.16). */
enum SparkplugType {
  INT8(1, "Int8", ValueType.INT8),
  INT16(2, "Int16", ValueType.INT16),
  INT32(3, "Int32", ValueType.INT32),
  INT64(4, "Int64", ValueType.INT64),
  UINT8(5, "UInt8", ValueType.UINT8),
  UINT16(6, "UInt16", ValueType.UINT16),
  UINT32(7, "UInt32", ValueType.UINT32),
  UINT64(8, "UInt64", ValueType.UINT64),
  FLOAT(9, "Float", ValueType.FLOAT32),
  DOUBLE(10, "Double", ValueType.FLOAT64),
  BOOLEAN(11, "Boolean", ValueType.BOOL),
  STRING(12, "String", ValueType.STRING),
  /** Milliseconds since 1970, UTC. */
  DATE_TIME(13, "DateTime", ValueType.INT64),
  TEXT(14, "Text", ValueType.STRING),
  UUID(15, "UUID", ValueType.STRING),
  BYTES(17, "Bytes", ValueType.BINARY),
  FILE(18, "File", ValueType.BINARY),
  INT8_ARRAY(22, "Int8Array", ValueType.INT8_ARRAY),
  INT16_ARRAY(23, "Int16Array", ValueType.INT16_ARRAY),
  INT32_ARRAY(24, "Int32Array", ValueType.INT32_ARRAY),
  INT64_ARRAY(25, "Int64Array", ValueType.INT64_ARRAY),
  UINT8_ARRAY(26, "UInt8Array", ValueType.UINT8_ARRAY),
  UINT16_ARRAY(27, "UInt16Array", ValueType.UINT16_ARRAY),
  UINT32_ARRAY(28, "UInt32Array", ValueType.UINT32_ARRAY),
  UINT64_ARRAY(29, "UInt64Array", ValueType.UINT64_ARRAY),
  FLOAT_ARRAY(30, "FloatArray", ValueType.FLOAT32_ARRAY),
  DOUBLE_ARRAY(31, "DoubleArray", ValueType.FLOAT64_ARRAY),
  BOOLEAN_ARRAY(32, "BooleanArray", ValueType.BOOL_ARRAY),
  STRING_ARRAY(33, "StringArray", ValueType.STRING_ARRAY),
  DATE_TIME_ARRAY(34, "DateTimeArray", ValueType.INT64_ARRAY);

  /** The types that no EdgeX value can hold. */
  private static final Map<Integer, String> UNSUPPORTED = Map.of(16, "DataSet", 19, "Template");

  private static final Map<Integer, SparkplugType> BY_INDEX =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(each -> each.index, Function.identity()));

  private final int index;
  private final String word;
  private final ValueType usual;

  SparkplugType(int index, String word, ValueType usual) {
    this.index = index;
    this.word = word;
    this.usual = usual;
  }

  static Optional<SparkplugType> of(int index) {
    return Optional.ofNullable(BY_INDEX.get(index));
  }

  /** The name of a type, also of one that is not supported or not known. */
  static String named(int index) {
    return of(index)
        .map(each -> each.word)
        .orElseGet(() -> UNSUPPORTED.getOrDefault(index, "unknown type " + index));
  }

  int index() {
    return index;
  }

  /** The EdgeX type that holds all its values. */
  ValueType usual() {
    return usual;
  }

  boolean instant() {
    return this == DATE_TIME || this == DATE_TIME_ARRAY;
  }

  /** Whether a resource of this type can hold its values; numbers are checked one by one. */
  boolean suits(ValueType wanted) {
    if (usual.element().isPresent() || wanted.element().isPresent()) {
      return usual.element().isPresent()
          && wanted.element().isPresent()
          && suits(usual.element().get(), wanted.element().get());
    }
    return suits(usual, wanted);
  }

  private boolean suits(ValueType own, ValueType wanted) {
    return own.kind() == wanted.kind() || (instant() && wanted.kind() == ValueType.Kind.TEXT);
  }

  @Override
  public String toString() {
    return word;
  }
}
