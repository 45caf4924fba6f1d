package dev.lockstep.driver.opcua;

import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UNumber;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * From engineering values to what stands on the wire, and back. A value that does not fit exactly
 * is refused, never cut to size; only a decimal becomes the nearest float or double.
 */
final class Casting {
  private Casting() {}

  /** Why a value cannot be cast: a sentence. */
  static final class MisfitException extends ToldException {
    private static final long serialVersionUID = 1L;

    MisfitException(String message) {
      super(message);
    }
  }

  // ---- towards the device

  static Variant toWire(Value value, Scaling scaling, Shape shape) throws MisfitException {
    if (!shape.array()) {
      if (shape.type() == OpcUaDataType.ByteString && value instanceof Value.Listing listing) {
        return Variant.of(ByteString.of(octets(listing)));
      }
      return Variant.of(scalar(value, scaling, shape.type()));
    }
    if (!(value instanceof Value.Listing listing)) {
      throw misfit(value, shape);
    }
    Object array = Array.newInstance(shape.type().getBackingClass(), listing.elements().size());
    for (int each = 0; each < listing.elements().size(); each++) {
      Array.set(array, each, scalar(listing.elements().get(each), scaling, shape.type()));
    }
    return Variant.of(array);
  }

  private static Object scalar(Value value, Scaling scaling, OpcUaDataType type)
      throws MisfitException {
    return switch (value) {
      case Value.Flag flag when type == OpcUaDataType.Boolean -> flag.on();
      case Value.Numeric numeric -> number(numeric, scaling, type);
      case Value.Text text -> text(text, type);
      case Value.Octets octets when type == OpcUaDataType.ByteString ->
          ByteString.of(Base64.getDecoder().decode(octets.base64()));
      case Value.Flag flag -> throw misfit(value, type);
      case Value.Octets octets -> throw misfit(value, type);
      case Value.Listing listing -> throw misfit(value, type);
      case Value.Structure structure -> throw misfit(value, type);
    };
  }

  private static Object number(Value.Numeric numeric, Scaling scaling, OpcUaDataType type)
      throws MisfitException {
    BigDecimal raw = scaling.toRaw(numeric.amount());
    if (type == OpcUaDataType.Float && Float.isFinite(raw.floatValue())) {
      return raw.floatValue();
    }
    if (type == OpcUaDataType.Double && Double.isFinite(raw.doubleValue())) {
      return raw.doubleValue();
    }
    return switch (type) {
      case SByte -> whole(numeric, raw, type, ValueType.INT8).byteValueExact();
      case Byte -> Unsigned.ubyte(whole(numeric, raw, type, ValueType.UINT8).intValueExact());
      case Int16 -> whole(numeric, raw, type, ValueType.INT16).shortValueExact();
      case UInt16 -> Unsigned.ushort(whole(numeric, raw, type, ValueType.UINT16).intValueExact());
      case Int32 -> whole(numeric, raw, type, ValueType.INT32).intValueExact();
      case UInt32 -> Unsigned.uint(whole(numeric, raw, type, ValueType.UINT32).longValueExact());
      case Int64 -> whole(numeric, raw, type, ValueType.INT64).longValueExact();
      case UInt64 -> Unsigned.ulong(whole(numeric, raw, type, ValueType.UINT64));
      default -> throw misfit(numeric, type);
    };
  }

  private static BigInteger whole(
      Value.Numeric numeric, BigDecimal raw, OpcUaDataType type, ValueType width)
      throws MisfitException {
    if (!width.holds(raw)) {
      throw misfit(numeric, type);
    }
    return raw.toBigIntegerExact();
  }

  private static Object text(Value.Text text, OpcUaDataType type) throws MisfitException {
    try {
      return switch (type) {
        case String -> text.text();
        case LocalizedText -> new LocalizedText(text.text());
        case DateTime -> new DateTime(Instant.parse(text.text()));
        case Guid -> UUID.fromString(text.text());
        default -> throw misfit(text, type);
      };
    } catch (DateTimeParseException | IllegalArgumentException malformed) {
      throw misfit(text, type);
    }
  }

  private static byte[] octets(Value.Listing listing) throws MisfitException {
    byte[] octets = new byte[listing.elements().size()];
    for (int each = 0; each < octets.length; each++) {
      Object octet = scalar(listing.elements().get(each), Scaling.NONE, OpcUaDataType.Byte);
      octets[each] = ((Number) octet).byteValue();
    }
    return octets;
  }

  private static MisfitException misfit(Value value, Object type) {
    String text = value.toString();
    String shown = text.length() <= 40 ? text : text.substring(0, 40) + "…";
    return new MisfitException("%s does not fit the node's %s".formatted(shown, type));
  }

  // ---- from the device

  /** The engineering value; refused for NaN, structures, matrices and types without a value. */
  static Value fromWire(Variant read, Scaling scaling, ValueType declared) throws MisfitException {
    Object raw = read.value();
    if (raw == null) {
      throw new MisfitException("the node has no value");
    }
    if (raw instanceof ByteString octets) {
      return declared == ValueType.UINT8_ARRAY
          ? numbers(octets)
          : new Value.Octets(Base64.getEncoder().encodeToString(octets.bytesOrEmpty()));
    }
    if (!raw.getClass().isArray()) {
      return scalar(raw, scaling);
    }
    List<Value> elements = new ArrayList<>();
    for (int each = 0; each < Array.getLength(raw); each++) {
      elements.add(scalar(Array.get(raw, each), scaling));
    }
    return declared == ValueType.BINARY ? binary(elements) : new Value.Listing(elements);
  }

  static boolean isArray(@Nullable Object raw) {
    return raw != null && raw.getClass().isArray();
  }

  private static Value scalar(@Nullable Object raw, Scaling scaling) throws MisfitException {
    return switch (raw) {
      case Boolean flag -> new Value.Flag(flag);
      case Float number -> engineering(number.doubleValue(), scaling);
      case Double number -> engineering(number, scaling);
      case UNumber number -> engineering(new BigDecimal(number.toString()), scaling);
      case Number number -> engineering(new BigDecimal(number.toString()), scaling);
      case String text -> new Value.Text(text);
      case LocalizedText text -> new Value.Text(text.text() == null ? "" : text.text());
      case DateTime time -> new Value.Text(time.getJavaInstant().toString());
      case UUID guid -> new Value.Text(guid.toString());
      case ByteString octets ->
          new Value.Octets(Base64.getEncoder().encodeToString(octets.bytesOrEmpty()));
      case null -> throw new MisfitException("an element has no value");
      default -> {
        String fault = "values of type %s are not supported by this version yet";
        throw new MisfitException(fault.formatted(raw.getClass().getSimpleName()));
      }
    };
  }

  private static Value engineering(double raw, Scaling scaling) throws MisfitException {
    if (!Double.isFinite(raw)) {
      throw new MisfitException("the node shows " + raw + ", which is no number");
    }
    return engineering(BigDecimal.valueOf(raw), scaling);
  }

  private static Value engineering(BigDecimal raw, Scaling scaling) {
    return new Value.Numeric(scaling.toEngineering(raw));
  }

  private static Value numbers(ByteString octets) {
    List<Value> numbers = new ArrayList<>();
    for (byte octet : octets.bytesOrEmpty()) {
      numbers.add(Value.Numeric.of(Byte.toUnsignedInt(octet)));
    }
    return new Value.Listing(numbers);
  }

  private static Value binary(List<Value> elements) throws MisfitException {
    return new Value.Octets(
        Base64.getEncoder().encodeToString(octets(new Value.Listing(elements))));
  }
}
