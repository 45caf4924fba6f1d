package dev.lockstep.device;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/**
 * The EdgeX value types. The name of an array is that of its element type with {@code Array}
 * appended.
 */
public enum ValueType {
  BOOL("Bool", Kind.FLAG),
  STRING("String", Kind.TEXT),
  UINT8("Uint8", Kind.WHOLE),
  UINT16("Uint16", Kind.WHOLE),
  UINT32("Uint32", Kind.WHOLE),
  UINT64("Uint64", Kind.WHOLE),
  INT8("Int8", Kind.WHOLE),
  INT16("Int16", Kind.WHOLE),
  INT32("Int32", Kind.WHOLE),
  INT64("Int64", Kind.WHOLE),
  FLOAT32("Float32", Kind.REAL),
  FLOAT64("Float64", Kind.REAL),
  BINARY("Binary", Kind.BINARY),
  OBJECT("Object", Kind.STRUCTURE),
  BOOL_ARRAY(BOOL),
  STRING_ARRAY(STRING),
  UINT8_ARRAY(UINT8),
  UINT16_ARRAY(UINT16),
  UINT32_ARRAY(UINT32),
  UINT64_ARRAY(UINT64),
  INT8_ARRAY(INT8),
  INT16_ARRAY(INT16),
  INT32_ARRAY(INT32),
  INT64_ARRAY(INT64),
  FLOAT32_ARRAY(FLOAT32),
  FLOAT64_ARRAY(FLOAT64),
  OBJECT_ARRAY(OBJECT);

  /** The kind of value, independent of width and sign. */
  public enum Kind {
    FLAG,
    TEXT,
    WHOLE,
    REAL,
    BINARY,
    STRUCTURE,
    LISTING
  }

  private final String edgeXName;
  private final Kind kind;
  private final Optional<ValueType> element;

  ValueType(String edgeXName, Kind kind) {
    this.edgeXName = edgeXName;
    this.kind = kind;
    this.element = Optional.empty();
  }

  ValueType(ValueType element) {
    this.edgeXName = element.edgeXName + "Array";
    this.kind = Kind.LISTING;
    this.element = Optional.of(element);
  }

  /** The type's name as EdgeX profiles write it, for example {@code Float32Array}. */
  public String edgeXName() {
    return edgeXName;
  }

  public Kind kind() {
    return kind;
  }

  /** The type of an array's elements; empty where this is not an array. */
  public Optional<ValueType> element() {
    return element;
  }

  /**
   * The type with this name in any letter case, because public profiles mix them; empty where there
   * is none.
   */
  public static Optional<ValueType> named(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    for (ValueType type : values()) {
      if (type.edgeXName.toLowerCase(Locale.ROOT).equals(wanted)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a raw whole number fits the width and sign of this type; false where this is not an
   * integer type.
   */
  public boolean holds(BigInteger raw) {
    return switch (this) {
      case UINT8 -> fits(raw, 8, false);
      case UINT16 -> fits(raw, 16, false);
      case UINT32 -> fits(raw, 32, false);
      case UINT64 -> fits(raw, 64, false);
      case INT8 -> fits(raw, 8, true);
      case INT16 -> fits(raw, 16, true);
      case INT32 -> fits(raw, 32, true);
      case INT64 -> fits(raw, 64, true);
      case BOOL, STRING, FLOAT32, FLOAT64, BINARY, OBJECT -> false;
      case BOOL_ARRAY, STRING_ARRAY, OBJECT_ARRAY, FLOAT32_ARRAY, FLOAT64_ARRAY -> false;
      case UINT8_ARRAY, UINT16_ARRAY, UINT32_ARRAY, UINT64_ARRAY -> false;
      case INT8_ARRAY, INT16_ARRAY, INT32_ARRAY, INT64_ARRAY -> false;
    };
  }

  /**
   * Whether a raw decimal is finite in this type; integer types accept what {@link
   * #holds(BigInteger)} accepts.
   */
  public boolean holds(BigDecimal raw) {
    return switch (kind) {
      case REAL -> Double.isFinite(this == FLOAT32 ? raw.floatValue() : raw.doubleValue());
      case WHOLE -> raw.stripTrailingZeros().scale() <= 0 && holds(raw.toBigInteger());
      case FLAG, TEXT, BINARY, STRUCTURE, LISTING -> false;
    };
  }

  private static boolean fits(BigInteger raw, int bits, boolean signed) {
    return signed ? raw.bitLength() < bits : raw.signum() >= 0 && raw.bitLength() <= bits;
  }
}
