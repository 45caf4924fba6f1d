package dev.lockstep.driver.opcua;

import dev.lockstep.device.Encoding;
import dev.lockstep.device.Guids;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Timestamps;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UNumber;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * Converts engineering values to built-in types of OPC UA and back. A value that does not fit
 * exactly is refused and never truncated; only a fraction becomes the nearest float or double.
 */
final class ValueConversion {
  private static final int SHOWN_MAX = 40;
  private static final String GUID_EXAMPLE = "72962b91-fa75-4ae6-8d28-b404dc7daf00";

  private ValueConversion() {}

  /** Why a value cannot be cast: a sentence, and what kind of reason it is. */
  static final class MisfitException extends OpcUaFailureException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    MisfitException(String message) {
      this(Code.WRONG_TYPE, message);
    }

    MisfitException(Code code, String message) {
      super(message);
      this.code = code;
    }

    Code code() {
      return code;
    }
  }

  // ---- towards the device

  static Variant toWire(Value value, Scaling scaling, WireType wireType) throws MisfitException {
    if (!isSupported(wireType.type())) {
      throw unsupported(wireType.type().name());
    }
    if (!wireType.array()) {
      return wireType.type() == OpcUaDataType.ByteString && value instanceof Value.Listing listing
          ? Variant.of(ByteString.of(octets(listing, scaling)))
          : Variant.of(scalar(value, scaling, wireType));
    }
    List<Value> elements = elements(value, wireType);
    Object array = Array.newInstance(wireType.type().getBackingClass(), elements.size());
    for (int each = 0; each < elements.size(); each++) {
      Array.set(array, each, scalar(elements.get(each), scaling, wireType));
    }
    return Variant.of(array);
  }

  /** Whether values of this type can be written and read. */
  static boolean isSupported(OpcUaDataType type) {
    return switch (type) {
      case Boolean, SByte, Byte, Int16, UInt16, Int32, UInt32, Int64, UInt64, Float, Double -> true;
      case String, DateTime, Guid, ByteString, LocalizedText -> true;
      case XmlElement, NodeId, ExpandedNodeId, StatusCode, QualifiedName -> false;
      case ExtensionObject, DataValue, Variant, DiagnosticInfo -> false;
    };
  }

  private static List<Value> elements(Value value, WireType wireType) throws MisfitException {
    return switch (value) {
      case Value.Listing listing -> listing.elements();
      case Value.Octets octets when wireType.type() == OpcUaDataType.Byte ->
          numbers(ByteString.of(Base64.getDecoder().decode(octets.base64())), Scaling.NONE)
              .elements();
      case Value other -> throw misfit(value, wireType);
    };
  }

  private static Object scalar(Value value, Scaling scaling, WireType wireType)
      throws MisfitException {
    return switch (value) {
      case Value.Flag flag when wireType.type() == OpcUaDataType.Boolean -> flag.on();
      case Value.Numeric numeric -> number(numeric, scaling, wireType.type());
      case Value.Text text -> text(text, wireType);
      case Value.Octets octets when wireType.type() == OpcUaDataType.ByteString ->
          ByteString.of(Base64.getDecoder().decode(octets.base64()));
      case Value other -> throw misfit(value, wireType.type());
    };
  }

  private static Object number(Value.Numeric numeric, Scaling scaling, OpcUaDataType type)
      throws MisfitException {
    BigDecimal raw = scaling.toRaw(numeric.amount());
    return switch (type) {
      case Float -> Encoding.binary32(raw).orElseThrow(() -> inexact(numeric, type));
      case Double -> Encoding.binary64(raw).orElseThrow(() -> inexact(numeric, type));
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

  private static Object text(Value.Text text, WireType wireType) throws MisfitException {
    return switch (wireType.type()) {
      case String -> unicode(text);
      case LocalizedText -> new LocalizedText(wireType.locale().orElse(null), unicode(text));
      case DateTime -> time(text);
      case Guid -> Guids.parse(text.text()).orElseThrow(() -> misfit(text, wireType.type()));
      default -> throw misfit(text, wireType.type());
    };
  }

  /** Half of a surrogate pair has no UTF-8: it would arrive as a question mark. */
  private static String unicode(Value.Text text) throws MisfitException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text.text())) {
      throw new MisfitException(Code.OUT_OF_RANGE, "the text holds half of a surrogate pair");
    }
    return text.text();
  }

  private static DateTime time(Value.Text text) throws MisfitException {
    Instant instant =
        Timestamps.parse(text.text()).orElseThrow(() -> misfit(text, OpcUaDataType.DateTime));
    String fault = "%s does not fit the node's DateTime: %s to %s in steps of 100 ns";
    return UtcTimes.of(instant)
        .orElseThrow(
            () ->
                new MisfitException(
                    Code.OUT_OF_RANGE,
                    fault.formatted(shown(text), UtcTimes.FIRST, UtcTimes.LAST)));
  }

  private static byte[] octets(Value.Listing listing, Scaling scaling) throws MisfitException {
    WireType octet = new WireType(OpcUaDataType.Byte, false);
    byte[] octets = new byte[listing.elements().size()];
    for (int each = 0; each < octets.length; each++) {
      octets[each] = ((Number) scalar(listing.elements().get(each), scaling, octet)).byteValue();
    }
    return octets;
  }

  private static MisfitException misfit(Value value, Object type) {
    String found = value instanceof Value.Text ? "\"" + shown(value) + "\"" : shown(value);
    String right =
        type == OpcUaDataType.DateTime
            ? "; 2026-01-31T06:00:00Z would be right"
            : type == OpcUaDataType.Guid ? "; " + GUID_EXAMPLE + " would be right" : "";
    return new MisfitException(
        Code.WRONG_TYPE, "%s does not fit the node's %s%s".formatted(found, type, right));
  }

  private static MisfitException inexact(Value value, OpcUaDataType type) {
    return new MisfitException(
        Code.OUT_OF_RANGE, "%s does not fit a %s exactly".formatted(shown(value), type));
  }

  private static MisfitException unsupported(String type) {
    return new MisfitException(
        Code.UNSUPPORTED,
        "values of type %s are not supported by this version yet".formatted(type));
  }

  private static String shown(Value value) {
    String text = value.toString();
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
  }

  // ---- from the device

  /** The engineering value; refused for structures, matrices and other types that are not read. */
  static Value fromWire(Variant read, Scaling scaling, ValueType declared) throws MisfitException {
    Object raw = read.value();
    if (raw instanceof ByteString octets && octets.bytes() != null) {
      return declared == ValueType.UINT8_ARRAY ? numbers(octets, scaling) : octets(octets);
    }
    if (!isArray(raw)) {
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

  /** How the wire holds what was read. */
  static Encoding encoding(Variant read, Scaling scaling) {
    Encoding.Form form =
        switch (read.getDataType().orElse(OpcUaDataType.Variant)) {
          case Float -> Encoding.Form.BINARY32;
          case Double -> Encoding.Form.BINARY64;
          case DateTime -> Encoding.Form.INSTANT;
          case Guid -> Encoding.Form.GUID;
          case Boolean, SByte, Byte, Int16, UInt16, Int32, UInt32, Int64, UInt64 ->
              Encoding.Form.EXACT;
          case String, ByteString, LocalizedText, XmlElement -> Encoding.Form.EXACT;
          case NodeId, ExpandedNodeId, StatusCode, QualifiedName -> Encoding.Form.EXACT;
          case ExtensionObject, DataValue, Variant, DiagnosticInfo -> Encoding.Form.EXACT;
        };
    return new Encoding(form, scaling);
  }

  private static Value scalar(@Nullable Object raw, Scaling scaling) throws MisfitException {
    return switch (raw) {
      case null -> new Value.Null();
      case Boolean flag -> new Value.Flag(flag);
      case Float number ->
          Float.isFinite(number)
              ? engineering(Encoding.decimal(number), scaling)
              : Value.NonFinite.of(number);
      case Double number ->
          Double.isFinite(number)
              ? engineering(Encoding.decimal(number), scaling)
              : Value.NonFinite.of(number);
      case UNumber number -> engineering(new BigDecimal(number.toString()), scaling);
      case Number number -> engineering(new BigDecimal(number.toString()), scaling);
      case String text -> new Value.Text(text);
      case LocalizedText text ->
          Optional.ofNullable(text.text()).<Value>map(Value.Text::new).orElseGet(Value.Null::new);
      case DateTime time -> new Value.Text(UtcTimes.instant(time).toString());
      case UUID guid -> new Value.Text(guid.toString());
      case ByteString octets -> octets(octets);
      case ExtensionObject structure -> throw unsupported("ExtensionObject");
      default -> throw unsupported(raw.getClass().getSimpleName());
    };
  }

  private static Value engineering(BigDecimal raw, Scaling scaling) {
    return new Value.Numeric(scaling.toEngineering(raw));
  }

  private static Value octets(ByteString octets) {
    return octets.bytes() == null
        ? new Value.Null()
        : new Value.Octets(Base64.getEncoder().encodeToString(octets.bytesOrEmpty()));
  }

  private static Value.Listing numbers(ByteString octets, Scaling scaling) {
    List<Value> numbers = new ArrayList<>();
    for (byte octet : octets.bytesOrEmpty()) {
      numbers.add(engineering(BigDecimal.valueOf(Byte.toUnsignedInt(octet)), scaling));
    }
    return new Value.Listing(numbers);
  }

  private static Value binary(List<Value> elements) throws MisfitException {
    return new Value.Octets(
        Base64.getEncoder().encodeToString(octets(new Value.Listing(elements), Scaling.NONE)));
  }
}
