package dev.lockstep.driver.opcua;

import dev.lockstep.device.Encoding;
import dev.lockstep.device.Guids;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Timestamps;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.XmlElement;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UNumber;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * Converts single values to built-in types of OPC UA and back. A value that does not fit exactly is
 * refused and never truncated; only a fraction becomes the nearest float or double.
 */
final class ScalarConversion {
  private static final int SHOWN_MAX = 40;

  private ScalarConversion() {}

  /**
   * How a value is to be written.
   *
   * @param type the built-in type
   * @param locale of a LocalizedText; empty for the null locale
   * @param namespaces of the session
   */
  record Target(
      OpcUaDataType type, Scaling scaling, Optional<String> locale, NamespaceTable namespaces) {}

  /** Whether single values of this type are converted here. */
  static boolean isSupported(OpcUaDataType type) {
    return switch (type) {
      case Boolean, SByte, Byte, Int16, UInt16, Int32, UInt32, Int64, UInt64, Float, Double -> true;
      case String, DateTime, Guid, ByteString, LocalizedText -> true;
      case XmlElement, NodeId, ExpandedNodeId, StatusCode, QualifiedName -> true;
      case ExtensionObject, DataValue, Variant, DiagnosticInfo -> false;
    };
  }

  // ---- towards the device

  static Object toWire(Value value, Target target) throws MisfitException {
    return switch (value) {
      case Value.Flag flag when target.type() == OpcUaDataType.Boolean -> flag.on();
      case Value.Numeric numeric -> number(numeric, target.scaling(), target.type());
      case Value.Text text -> text(text, target);
      case Value.Octets octets when target.type() == OpcUaDataType.ByteString ->
          ByteString.of(Base64.getDecoder().decode(octets.base64()));
      case Value other -> throw misfit(value, target.type());
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
      case StatusCode -> new StatusCode(whole(numeric, raw, type, ValueType.UINT32).longValue());
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

  private static Object text(Value.Text text, Target target) throws MisfitException {
    return switch (target.type()) {
      case String -> unicode(text);
      case LocalizedText -> new LocalizedText(target.locale().orElse(null), unicode(text));
      case DateTime -> time(text);
      case Guid -> Guids.parse(text.text()).orElseThrow(() -> misfit(text, target.type()));
      case ByteString -> octets(text);
      case NodeId -> TextForms.nodeId(unicode(text), target.namespaces());
      case ExpandedNodeId -> TextForms.expandedNodeId(unicode(text), target.namespaces());
      case QualifiedName -> TextForms.qualifiedName(unicode(text), target.namespaces());
      case StatusCode -> TextForms.statusCode(text.text());
      case XmlElement -> TextForms.xmlElement(unicode(text));
      default -> throw misfit(text, target.type());
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

  /** Octets inside a list or a structure, which JSON can only give as text. */
  private static ByteString octets(Value.Text text) throws MisfitException {
    try {
      return ByteString.of(Base64.getDecoder().decode(text.text()));
    } catch (IllegalArgumentException malformed) {
      throw misfit(text, OpcUaDataType.ByteString);
    }
  }

  static MisfitException misfit(Value value, Object type) {
    String found = value instanceof Value.Text ? "\"" + shown(value) + "\"" : shown(value);
    String right =
        switch (type) {
          case OpcUaDataType.DateTime -> "; 2026-01-31T06:00:00Z would be right";
          case OpcUaDataType.Guid -> "; 72962b91-fa75-4ae6-8d28-b404dc7daf00 would be right";
          case OpcUaDataType.ByteString -> "; octets are given in Base64";
          default -> "";
        };
    return new MisfitException(
        Code.WRONG_TYPE, "%s does not fit the node's %s%s".formatted(found, type, right));
  }

  private static MisfitException inexact(Value value, OpcUaDataType type) {
    return new MisfitException(
        Code.OUT_OF_RANGE, "%s does not fit a %s exactly".formatted(shown(value), type));
  }

  static MisfitException unsupported(String type) {
    return new MisfitException(
        Code.UNSUPPORTED,
        "values of type %s are not supported by this version yet".formatted(type));
  }

  private static String shown(Value value) {
    String text = value.toString();
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
  }

  // ---- from the device

  static Value fromWire(@Nullable Object raw, Scaling scaling, NamespaceTable namespaces)
      throws MisfitException {
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
      case LocalizedText text -> textOrNull(text.text());
      case DateTime time -> new Value.Text(UtcTimes.instant(time).toString());
      case UUID guid -> new Value.Text(guid.toString());
      case ByteString octets -> octets(octets);
      case XmlElement xml -> textOrNull(xml.fragment());
      case NodeId node -> new Value.Text(TextForms.of(node, namespaces));
      case ExpandedNodeId node -> new Value.Text(TextForms.of(node, namespaces));
      case QualifiedName name ->
          name.isNull() ? new Value.Null() : new Value.Text(TextForms.of(name, namespaces));
      case StatusCode status -> new Value.Text(TextForms.of(status));
      default -> throw unsupported(raw.getClass().getSimpleName());
    };
  }

  /** How the wire holds a value of this type. */
  static Encoding encoding(OpcUaDataType type, Scaling scaling) {
    Encoding.Form form =
        switch (type) {
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

  private static Value textOrNull(@Nullable String text) {
    return text == null ? new Value.Null() : new Value.Text(text);
  }

  static Value engineering(BigDecimal raw, Scaling scaling) {
    return new Value.Numeric(scaling.toEngineering(raw));
  }

  static Value octets(ByteString octets) {
    return octets.bytes() == null
        ? new Value.Null()
        : new Value.Octets(Base64.getEncoder().encodeToString(octets.bytesOrEmpty()));
  }
}
